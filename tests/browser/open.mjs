// A page in a tab of its own, as it is asked for: {url, cookies, language, width, height, dark, forced, scripts, form}. What the browser
// complains of on the way is kept: errors on its console, what the content policy stopped, and files that did not come.

const heights = { phone: 800, wide: 900 };
const widest_phone = 500;
export const wide = 1440;

// Nothing has been on its way for a moment: scripts have run, pictures and tiles are there. A line that stays open for news does not count.
const quiet = 100, longest = 15_000; // ms
const longest_drawing = 60_000; // ms, by a processor that stands in for what draws elsewhere

function waiter(page) {
  const under_way = new Set();
  let changed = Date.now();
  page.on('request', (request) => {
    if (request.resourceType() === 'eventsource') return;
    under_way.add(request);
    changed = Date.now();
  });
  for (const end of ['requestfinished', 'requestfailed'])
    page.on(end, (request) => {
      if (under_way.delete(request)) changed = Date.now();
    });
  return async () => {
    const until = Date.now() + longest;
    while ((under_way.size || Date.now() - changed < quiet) && Date.now() < until) await page.waitForTimeout(quiet / 2);
    await page.waitForFunction(() => !document.querySelector('.map__holder:not([data-drawn])'), undefined, { timeout: longest_drawing });
    await page.evaluate(async () => {
      await document.fonts.ready;
      await Promise.all([...document.images].map((each) => each.decode().catch(() => undefined)));
    });
  };
}

// Runs before anything of the page.
function keep_what_is_stopped() {
  window.stopped = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    window.stopped.push(`${event.effectiveDirective} stopped ${event.blockedURI || 'something'} ${event.sample}`.trim());
  });
}

function send_form_instead(page, { url, form }) {
  const sent = {
    method: 'POST',
    postData: new URLSearchParams(form).toString(),
  };
  return page.route(
    (asked) => asked.href === url,
    (route) =>
      route.continue({
        ...sent,
        headers: { ...route.request().headers(), 'content-type': 'application/x-www-form-urlencoded', origin: new URL(url).origin },
      }),
    { times: 1 },
  );
}

export async function opened(browser, asked) {
  const width = asked.width ?? wide;
  const context = await browser.newContext({
    viewport: { width, height: asked.height ?? (width <= widest_phone ? heights.phone : heights.wide) },
    locale: asked.language ?? 'en',
    colorScheme: asked.dark ? 'dark' : 'light',
    forcedColors: asked.forced ? 'active' : 'none',
    reducedMotion: 'reduce',
    javaScriptEnabled: asked.scripts ?? true,
  });
  const close = () => context.close();
  try {
    const cookies = Object.entries(asked.cookies ?? {}).map(([name, value]) => ({ name, value, url: asked.url }));
    if (cookies.length) await context.addCookies(cookies);
    context.setDefaultTimeout(300_000);
    const page = await context.newPage();
    await page.addInitScript(keep_what_is_stopped);
    const complaints = [];
    page.on('console', (message) => {
      // The page's own status is looked at by whoever asked for it.
      if (['error', 'warning'].includes(message.type()) && message.location().url !== asked.url) complaints.push(message.text());
    });
    page.on('pageerror', (broken) => complaints.push(broken.message));
    page.on('requestfailed', (request) => complaints.push(`${request.url()} did not come: ${request.failure()?.errorText}`));
    const scripts = [];
    page.on('requestfinished', (request) => {
      if (request.resourceType() === 'script') scripts.push(request);
    });
    // On the wire, heads too; what the browser had already costs nothing.
    const script_bytes = async () => {
      let bytes = 0;
      for (const request of scripts) {
        const { responseHeadersSize, responseBodySize } = await request.sizes();
        bytes += responseHeadersSize + responseBodySize;
      }
      return bytes;
    };
    const settled = waiter(page);
    if (asked.form) await send_form_instead(page, asked);
    const answer = await page.goto(asked.url, { waitUntil: 'load', timeout: 300_000 });
    const stopped = () => page.evaluate(() => window.stopped ?? []); // nothing is kept of a page without scripts
    return { page, context, close, complaints, stopped, settled, script_bytes, status: answer.status(), type: answer.headers()['content-type'] ?? '' };
  } catch (broken) {
    await close();
    throw broken;
  }
}
