// Lighthouse in Debian's Chromium, as on a phone. Reads one page a line on standard input, {"url", "categories"}, and answers each with a line:
// {"scores": {category: 0 to 100}, "wrong": [what takes points], "figures": {audit: its value in ms, bytes or points}}, or {"broke"}.
import readline from 'node:readline';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const figures = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'speed-index', 'total-byte-weight'];
const longest_load = 10_000; // ms: a page that waits for news is never quiet

const chrome = await launch({
  chromePath: process.env.CHROMIUM || '/usr/bin/chromium',
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-quic', '--disable-dev-shm-usage'],
  logLevel: 'error',
});

function wrong_in(lhr, category) {
  return lhr.categories[category].auditRefs.flatMap(({ id, weight }) => {
    const { score, title, displayValue = '', details } = lhr.audits[id];
    if (!weight || score === null || score === 1) return [];
    const where = (details?.items ?? []).slice(0, 3).map((each) => each.node?.snippet ?? each.description ?? each.url ?? '');
    return [`${id}: ${title} ${displayValue} ${where.join(' ')}`.trim()];
  });
}

async function judged({ url, categories }) {
  const { lhr } = await lighthouse(url, { port: chrome.port, onlyCategories: categories, logLevel: 'error', locale: 'en', maxWaitForLoad: longest_load, disableFullPageScreenshot: true });
  if (lhr.runtimeError) throw new Error(`${lhr.runtimeError.code}: ${lhr.runtimeError.message}`);
  return {
    scores: Object.fromEntries(Object.entries(lhr.categories).map(([name, { score }]) => [name, Math.round(100 * score)])),
    wrong: Object.keys(lhr.categories).flatMap((category) => wrong_in(lhr, category)),
    figures: Object.fromEntries(figures.filter((id) => lhr.audits[id]?.numericValue !== undefined).map((id) => [id, lhr.audits[id].numericValue])),
  };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = await judged(JSON.parse(line));
  } catch (broken) {
    answer = { broke: String(broken?.message ?? broken) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
chrome.kill();
