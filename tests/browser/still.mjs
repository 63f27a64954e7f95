// Whether a page keeps still for who asked their system for less motion.

// In the page.
function moving() {
  const longest = 10; // ms
  const lasts = (durations) => durations.split(',').some((each) => parseFloat(each) * (each.trim().endsWith('ms') ? 1 : 1000) > longest);
  const faults = [];
  for (const each of document.getAnimations()) {
    const { duration } = each.effect?.getComputedTiming() ?? {};
    if (!(duration <= longest)) faults.push(`moves although less motion is asked for: ${each.effect?.target?.outerHTML.slice(0, 120)}`);
  }
  for (const element of document.querySelectorAll('*'))
    for (const part of [null, '::before', '::after']) {
      const style = getComputedStyle(element, part);
      const would = lasts(style.transitionDuration) || (style.animationName !== 'none' && lasts(style.animationDuration)) || style.scrollBehavior === 'smooth';
      if (would) faults.push(`would move although less motion is asked for: ${element.outerHTML.slice(0, 120)} ${part ?? ''}`);
    }
  return faults;
}

export const moves = (page) => page.evaluate(moving);
