// Whether a page still says all that it says where the reader's own few colours take the place of its own: backgrounds and shadows are gone then.

// In the page, in its own colours: what is nothing but a painted spot.
function mark() {
  const drawn = 'img, svg, svg *, input, select, textarea, button, br, hr, wbr, canvas, iframe, video, script, option, col';
  for (const element of document.querySelectorAll('body *')) {
    if (element.matches(drawn) || element.firstElementChild || element.textContent.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (box.width * box.height < 16 || (/^rgba\(.*, 0\)$|transparent/.test(style.backgroundColor) && style.backgroundImage === 'none')) continue;
    element.setAttribute('data-painted', '');
  }
}

// In the page, in the reader's colours.
function lost() {
  const faults = [];
  const html = (element) => element.outerHTML.slice(0, 140);
  const visible = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const sides = ['Top', 'Right', 'Bottom', 'Left'];
  const clear = (colour) => /^rgba\(.*, 0\)$|transparent/.test(colour);
  const bordered = (style, side) => parseFloat(style[`border${side}Width`]) >= 1 && !['none', 'hidden'].includes(style[`border${side}Style`]);
  const kept = (style) => style.forcedColorAdjust !== 'auto';

  for (const element of document.querySelectorAll('button, select, textarea, input, .btn')) {
    if (!visible(element) || ['hidden', 'checkbox', 'radio', 'range', 'file', 'color'].includes(element.type)) continue;
    const style = getComputedStyle(element);
    if (!sides.every((side) => bordered(style, side)) && !style.textDecorationLine.includes('underline')) faults.push(`forced colours: nothing bounds ${html(element)}`);
  }
  for (const element of document.querySelectorAll('[data-painted]')) {
    const style = getComputedStyle(element);
    if (visible(element) && !kept(style) && !sides.some((side) => bordered(style, side))) faults.push(`forced colours: nothing is left of ${html(element)}`);
  }
  // Which one of several is meant must be told by more than a background.
  const looks = (style) =>
    [
      ...sides.map((side) => (bordered(style, side) ? style[`border${side}Width`] + style[`border${side}Style`] + (clear(style[`border${side}Color`]) ? 'text' : style[`border${side}Color`]) : '')),
      style.outlineStyle, style.fontWeight, style.textDecorationLine, style.textDecorationThickness, kept(style) ? style.backgroundColor : '', style.color,
    ].join('|');
  for (const element of document.querySelectorAll('[aria-current]:not([aria-current="false"]), [aria-selected="true"], [aria-pressed="true"]')) {
    if (!visible(element)) continue;
    const mine = looks(getComputedStyle(element));
    const others = [...(element.closest('ul, ol, nav, table')?.querySelectorAll(element.localName) ?? [])].filter(
      (each) => each !== element && visible(each) && !each.matches('[aria-current], [aria-selected="true"], [aria-pressed="true"]'),
    );
    if (others.some((each) => looks(getComputedStyle(each)) === mine)) faults.push(`forced colours: looks like the others: ${html(element)}`);
  }
  return faults;
}

export const mark_painted = (page) => page.evaluate(mark);
export const survives_forced_colours = (page) => page.evaluate(lost);
