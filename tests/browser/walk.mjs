// Walks a page by the Tab key from its beginning to its end, and says what is wrong with the way: a stop that nothing shows, that has no
// name, that is covered; a way that leads back, or past a control; a trap.
import { names_of } from './names.mjs';

// In the page: notes each stop as it is reached, and says how it looks then.
function begin() {
  const stops = (window.stops = []);
  const outlined = ({ outlineStyle, outlineWidth, outlineColor }) =>
    outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !/^rgba\(.*, 0\)$|transparent/.test(outlineColor);
  const showing = (element) => outlined(getComputedStyle(element)) || (element.parentElement && showing(element.parentElement)); // a card may show it
  const covered = (element) => {
    const box = [...element.getClientRects()].find((one) => one.width && one.height);
    if (!box) return true;
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth), top_edge = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    if (right <= left || bottom <= top_edge) return true;
    const x = (left + right) / 2, y = top_edge + Math.min((bottom - top_edge) / 2, 14); // of a field of many lines the first is enough
    const top = document.elementFromPoint(x, y);
    return !(top && (element.contains(top) || top.contains(element) || top.closest('label')?.control === element));
  };
  // Whether somebody who follows the focus with their eyes is led back: up within a column, or against the direction of reading within a row.
  const led_back = (from, to) => {
    if (!from?.isConnected) return false; // the page has taken it away since
    let around = from;
    while (!around.contains(to)) around = around.parentElement;
    const children = [from, to].map((element) => [...around.children].find((each) => each.contains(element)));
    if (children.some((each) => !each || getComputedStyle(each).display === 'inline')) return false; // text runs as its language does
    const [a, b] = children.map((each) => each.getBoundingClientRect());
    if (!a.width || !b.width) return false;
    const side_by_side = a.top < b.bottom && b.top < a.bottom, stacked = a.left < b.right && b.left < a.right;
    if (stacked) return !side_by_side && b.bottom <= a.top;
    return side_by_side && (getComputedStyle(around).direction === 'rtl' ? b.left > a.left : b.left < a.left);
  };
  Object.assign(window, { showing, covered });
  window.note = async () => {
    const element = document.activeElement;
    if (!element || element === document.body || element === document.documentElement) return -1;
    const at = stops.findIndex((stop) => stop.element === element);
    if (at >= 0) return at;
    if (covered(element)) await new Promise((drawn) => (requestAnimationFrame(drawn), setTimeout(drawn, 200))); // it may be scrolled to yet
    stops.push({ element, shown: Boolean(showing(element)), covered: covered(element), back: led_back(stops.at(-1)?.element, element) });
    element.setAttribute('data-stop', String(stops.length - 1));
    return stops.length - 1;
  };
}

// In the page: all that should be a stop; one of each group of radio buttons.
function reachable() {
  const groups = new Set();
  const wanted = [];
  for (const element of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')) {
    if (element.tabIndex < 0 || element.disabled || element.type === 'hidden') continue;
    if (!element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) continue;
    if (element.type === 'radio') {
      const group = [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(element.name)}"]`)].filter((one) => one.form === element.form);
      const chosen = group.find((one) => one.checked);
      if (chosen ? chosen !== element : groups.has(element.name)) continue;
      groups.add(element.name);
    }
    wanted.push({ stop: element.getAttribute('data-stop'), html: element.outerHTML.slice(0, 120) });
  }
  return wanted;
}

// In the page, after a walk: gives each stop the focus, and says which do not show it or are out of sight then.
function unseen(how) {
  const faults = [];
  for (const element of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')) {
    if (element.tabIndex < 0 || element.disabled || !element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) continue;
    element.focus({ focusVisible: true });
    if (document.activeElement !== element) continue;
    if (!window.showing(element)) faults.push(`nothing shows the focus (${how}) on ${element.outerHTML.slice(0, 120)}`);
    if (window.covered(element)) faults.push(`out of sight or covered when it has the focus (${how}): ${element.outerHTML.slice(0, 120)}`);
  }
  return faults;
}

export const in_sight = (page, how) => page.evaluate(unseen, how);

export async function walk(page) {
  await page.evaluate(() => {
    const beginning = document.createElement('span'); // wherever the page has set the focus
    beginning.tabIndex = -1;
    document.body.prepend(beginning);
    beginning.focus();
  });
  await page.evaluate(begin);
  const faults = [];
  // Parts of a field at which Tab stops: day, month, year, the calendar's button; and hour, minute, morning or afternoon.
  const parts = { date: 4, 'datetime-local': 7 };
  const in_parts = await page.evaluate(() => document.querySelectorAll('input[type=date], input[type=datetime-local]').length);
  const most = (await page.evaluate(reachable)).length + 10 + in_parts * parts['datetime-local'];
  let before = -2, ended = false, inside = 0;
  for (let pressed = 0; pressed < most && !ended; ++pressed) {
    await page.keyboard.press('Tab');
    const { at, count } = await page.evaluate(async () => ({ at: await window.note(), count: window.stops.length }));
    if (at === -1 || (at === 0 && count > 1)) ended = true;
    else if (at === before && inside < (parts[await page.evaluate(() => document.activeElement?.type)] ?? 0)) ++inside;
    else if (at <= before) break; // it stays where it is, or goes back
    else inside = 0;
    before = at;
  }
  const { all: told, marked } = await names_of(page, 'data-stop');
  const looks = await page.evaluate(() => window.stops.map(({ element, ...looks }) => ({ ...looks, html: element.outerHTML.slice(0, 120) })));
  const stops = looks.map((stop, at) => ({ role: '', name: '', ...marked.get(String(at)), ...stop }));
  if (!ended && stops.length !== 1) faults.push(`a trap: Tab does not lead on from ${stops.at(-1)?.html ?? 'the beginning'}`);
  for (const stop of stops) {
    if (!stop.name.trim()) faults.push(`a stop without a name: ${stop.html}`);
    if (!stop.shown) faults.push(`nothing shows the focus on ${stop.html}`);
    if (stop.back) faults.push(`the way leads back to ${stop.html}`);
    if (stop.covered) faults.push(`out of sight or covered when it has the focus: ${stop.html}`);
  }
  for (const { stop, html } of await page.evaluate(reachable)) if (stop === null) faults.push(`never reached by Tab: ${html}`);
  return { stops: stops.map(({ role, name, description }) => ({ role, name, description })), told, faults };
}
