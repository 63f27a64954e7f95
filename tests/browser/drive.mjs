// Drives Debian's Chromium for the journeys. Reads one order a line on standard input, {"id", "do", …}, and answers each with a line,
// {"id", "answer"} or {"id", "broke"}. Orders to look and to take pictures run in several tabs at once; those to one seat, in order.
import readline from 'node:readline';
import { chromium } from 'playwright-core';
import { look } from './look.mjs';
import { Seat } from './seat.mjs';
import { opened } from './open.mjs';

const tabs_at_once = 3;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  headless: true,
  chromiumSandbox: false,
  // Without WebGL a page says that there is no map.
  args: [...(process.env.PORTICO_BROWSER_DRAWS === 'no' ? ['--disable-3d-apis'] : []), '--disable-gpu', '--disable-background-networking', '--disable-quic', '--font-render-hinting=none'],
});

async function picture(order) {
  const { page, close, settled } = await opened(browser, order.page);
  try {
    await settled();
    const { width } = page.viewportSize();
    const height = Math.min(order.tallest, await page.evaluate(() => document.documentElement.scrollHeight));
    await page.setViewportSize({ width, height }); // what is drawn only when it is in sight is
    await settled();
    await page.screenshot({ path: order.file, clip: { x: 0, y: 0, width, height }, animations: 'disabled' });
    return {};
  } finally {
    await close();
  }
}

const seats = new Map();

async function seated(order) {
  let seat = seats.get(order.seat);
  if (!seat) seats.set(order.seat, (seat = new Seat(browser)));
  if (order.do === 'leave') seats.delete(order.seat);
  return seat[order.do](order);
}

const orders = { look: (order) => look(browser, order.page), picture };
const waiting = [];
let running = 0;

function say(id, what) {
  process.stdout.write(JSON.stringify({ id, ...what }) + '\n');
}

async function carry_out(order) {
  try {
    say(order.id, { answer: await (orders[order.do] ?? seated)(order) });
  } catch (broken) {
    say(order.id, { broke: String(broken?.message ?? broken) });
  }
}

function go_on() {
  while (running < tabs_at_once && waiting.length) {
    running += 1;
    carry_out(waiting.shift()).finally(() => {
      running -= 1;
      go_on();
    });
  }
}

const last = new Map(); // of each seat: what it does now
for await (const line of readline.createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  if (orders[order.do]) {
    waiting.push(order);
    go_on();
  } else {
    const before = last.get(order.seat) ?? Promise.resolve();
    last.set(order.seat, before.then(() => carry_out(order)));
  }
}
await browser.close();
