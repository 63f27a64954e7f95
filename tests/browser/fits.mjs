// Whether all of a page can be read in a narrow window: nothing wider than it, nothing cut off, nothing that scrolls sideways but tables.

// In the page.
function misfits(window_is) {
  const faults = [];
  const fault = (what, element) => faults.push(`${what}: ${element.outerHTML.slice(0, 160)}`);
  const page = document.documentElement, width = page.clientWidth;
  const visible = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });

  if (page.scrollWidth > width) {
    const wider = [...document.querySelectorAll('body *')].filter((each) => {
      const box = each.getBoundingClientRect();
      return box.width && (box.right > width + 0.5 || box.left < -0.5) && getComputedStyle(each).position !== 'fixed';
    });
    const innermost = wider.filter((each) => !wider.some((other) => other !== each && each.contains(other)));
    for (const each of (innermost.length ? innermost : [document.body]).slice(0, 5)) fault(`wider than ${window_is}`, each);
  }

  // Words that are meant for listeners alone are cut to nothing on purpose.
  const for_listeners = (element, within) => {
    for (let each = element; each && each !== within; each = each.parentElement) if (getComputedStyle(each).clipPath !== 'none') return true;
    return getComputedStyle(within).clipPath !== 'none';
  };
  // A box within it that clips or scrolls is judged by itself.
  const in_a_box = (words, within) => {
    for (let each = words; each !== within; each = each.parentElement) if (getComputedStyle(each).overflowX !== 'visible') return true;
    return false;
  };
  const words_outside = (element, box, tall) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (!text.data.trim() || !visible(text.parentElement) || text.parentElement.closest('option, script, svg')) continue;
      range.selectNodeContents(text);
      const out = [...range.getClientRects()].some(
        (each) => each.width > 1 && (each.right > box.right + 1.5 || each.left < box.left - 1.5 || (tall && each.top + each.height / 2 > box.bottom)),
      );
      if (out && !for_listeners(text.parentElement, element) && !in_a_box(text.parentElement, element)) return true;
    }
    return false;
  };
  for (const element of document.querySelectorAll('body *')) {
    if (!visible(element) || element.closest('svg, select') || element.matches('input, textarea, img')) continue;
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    const too_wide = element.scrollWidth > element.clientWidth + 1, too_tall = element.scrollHeight > element.clientHeight + 1;
    const clips = ['hidden', 'clip'];
    if (style.display !== 'inline' && too_wide && ['auto', 'scroll'].includes(style.overflowX) && !element.querySelector('table') && !element.matches('pre'))
      fault(`scrolls sideways at ${window_is}`, element);
    if ((too_wide && clips.includes(style.overflowX)) || (too_tall && clips.includes(style.overflowY))) {
      if (words_outside(element, box, clips.includes(style.overflowY))) fault(`cut off at ${window_is}`, element);
    } else if (element.matches('a, button, summary, label, p, li, dt, dd, h1, h2, h3, h4, .btn, .tag') && style.display !== 'inline' && !element.closest('table') && words_outside(element, box, false)) {
      fault(`words stand out of it at ${window_is}`, element);
    }
  }
  return faults;
}

export const fits = (page, window_is) => page.evaluate(misfits, window_is);
