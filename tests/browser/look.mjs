// Looks at one page as several people would see it, and tells all that is wrong. The page is opened once: what the browser says of its reader
// (how wide, how dark, no motion, their own colours) is changed while it stands.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fits } from './fits.mjs';
import { mark_painted, survives_forced_colours } from './forced.mjs';
import { nameless, names_of } from './names.mjs';
import { opened, wide } from './open.mjs';
import { moves } from './still.mjs';
import { in_sight, walk } from './walk.mjs';

export const axe_source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'] };
const of_colour = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }; // of the others none asks for a colour
const narrow = 320;
export const zoomed = { width: 320, height: 256 }; // 1280 by 1024 at 400 %

// Between them each width, each colour scheme, and what is folded away, opened and closed.
const views = [
  { name: 'wide light', width: wide, height: 900, dark: false, unfolded: false, rules: tags },
  { name: 'wide dark, unfolded', width: wide, height: 900, dark: true, unfolded: true, rules: { ...of_colour, values: [...of_colour.values, 'target-size'] } },
  { name: 'narrow light, unfolded', width: narrow, height: 800, dark: false, unfolded: true, rules: tags },
  { name: 'narrow dark', width: narrow, height: 800, dark: true, unfolded: false, rules: of_colour },
];

async function take(page, view) {
  await page.emulateMedia({ colorScheme: view.dark ? 'dark' : 'light', forcedColors: view.forced ? 'active' : 'none' });
  await page.setViewportSize({ width: view.width, height: view.height });
  await unfold(page, 'main', view.unfolded);
}

// What hangs from the masthead lies over the page when it is open, so it is looked at by itself.
function unfold(page, within, unfolded) {
  return page.evaluate(
    ([selector, open]) => {
      for (const each of document.querySelectorAll(selector)) each.open = open || each.hasAttribute('data-was-open');
    },
    [`${within} details`, unfolded],
  );
}

export async function axe(page, view, within, rules = tags) {
  const found = await page.evaluate(
    async ([runOnly, root]) => {
      const result = await window.axe.run(root, { runOnly, resultTypes: ['violations'], preload: false });
      return result.violations.flatMap(({ id, nodes }) => nodes.map(({ failureSummary, html }) => ({ rule: id, html: html.slice(0, 160), why: failureSummary })));
    },
    [rules, within],
  );
  return found.map((each) => `${each.rule} (${view.name}): ${each.html} ${each.why.replace(/\s+/g, ' ')}`);
}

async function wrong_in(page, view, within) {
  const faults = await axe(page, view, within, view.rules);
  if (view.width === narrow) faults.push(...(await fits(page, `${narrow} px`)));
  return faults;
}

async function wrong_in_views(page) {
  const faults = [];
  for (const view of views) {
    await take(page, view);
    faults.push(...(await wrong_in(page, view, 'html')));
    if (!view.unfolded || !(await page.$('header details'))) continue;
    await unfold(page, 'header', true);
    faults.push(...(await wrong_in(page, view, 'header')));
    await unfold(page, 'header', false);
  }
  return faults;
}

// After the walk: the marks of what is painted and where Tab stops are there.
async function wrong_when_zoomed_or_forced(page) {
  await take(page, { ...views[0], unfolded: true });
  await mark_painted(page);
  await take(page, { ...views[0], unfolded: true, forced: true });
  const faults = [...(await survives_forced_colours(page)), ...(await in_sight(page, 'forced colours'))];
  await take(page, { ...views[2], ...zoomed });
  return [...faults, ...(await fits(page, '400 %')), ...(await in_sight(page, '400 %'))];
}

export async function look(browser, asked) {
  const { page, close, complaints, stopped, settled, status, type } = await opened(browser, asked);
  try {
    await settled();
    const faults = [];
    for (const each of await stopped()) faults.push(`content policy: ${each}`);
    for (const each of complaints) faults.push(`console: ${each}`);
    const head = await page.evaluate(() => {
      for (const each of document.querySelectorAll('details[open]')) each.setAttribute('data-was-open', '');
      return { language: document.documentElement.lang, direction: document.documentElement.dir, title: document.title };
    });
    const told = (await names_of(page)).all;
    faults.push(...(await moves(page)));
    await page.evaluate(axe_source);
    faults.push(...(await wrong_in_views(page)));
    await take(page, { ...views[0], unfolded: true });
    const way = await walk(page);
    faults.push(...way.faults, ...nameless(way.told), ...(await wrong_when_zoomed_or_forced(page)));
    return { status, type, ...head, told, stops: way.stops, views: views.map(({ name }) => name), faults: [...new Set(faults)] };
  } finally {
    await close();
  }
}
