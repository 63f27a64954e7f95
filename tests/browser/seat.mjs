// Somebody at the keyboard: opens a page, presses keys, and is told what a screen reader tells.
import { axe, axe_source } from './look.mjs';
import { names_of } from './names.mjs';
import { opened } from './open.mjs';

export class Seat {
  constructor(browser) {
    this.browser = browser;
  }

  async open({ page: asked }) {
    await this.leave();
    this.tab = await opened(this.browser, asked);
    return this.here();
  }

  // A key that leads to another page is followed there.
  async press({ key, times = 1 }) {
    for (let pressed = 0; pressed < times; ++pressed) await this.tab.page.keyboard.press(key);
    return this.settled();
  }

  async type({ text }) {
    await this.tab.page.keyboard.type(text);
    return this.here();
  }

  async settled() {
    await this.tab.page.waitForTimeout(0);
    await this.tab.page.waitForLoadState('load');
    return this.here();
  }

  async go_on({ key, text = '' }) {
    const gone = this.tab.page.waitForNavigation({ waitUntil: 'load', timeout: 300_000 });
    if (text) await this.tab.page.keyboard.type(text);
    await Promise.all([gone, this.tab.page.keyboard.press(key)]);
    return this.here();
  }

  async here() {
    const { page } = this.tab;
    const focus = await page.evaluate(() => {
      for (const each of document.querySelectorAll('[data-here]')) each.removeAttribute('data-here');
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      element.setAttribute('data-here', 'here');
      return { tag: element.localName, id: element.id, shown: [element, element.closest('li')].some((each) => each && getComputedStyle(each).outlineStyle !== 'none') };
    });
    const { marked } = focus ? await names_of(page, 'data-here') : { marked: new Map() };
    return { url: page.url(), title: await page.title(), focus: focus && { ...focus, ...marked.get('here') } };
  }

  // -- what only pages with scripts need ---------------------------------------------------------------------------------------------------

  async offline({ on }) {
    await this.tab.context.setOffline(on);
    return this.here();
  }

  async go({ url }) {
    await this.tab.page.goto(url, { waitUntil: 'load' });
    return this.here();
  }

  async reload() {
    await this.tab.page.reload({ waitUntil: 'load' });
    return this.here();
  }

  async choose({ field, files }) {
    await this.tab.page.setInputFiles(field, files);
    return this.here();
  }

  // A photo of 3000 by 1500, red on the left and blue on the right, that says of itself that it was taken with the camera turned: shown, it
  // stands upright with its red half on top.
  async choose_turned({ field }) {
    await this.tab.page.evaluate(async (selector) => {
      const canvas = new OffscreenCanvas(3000, 1500), pen = canvas.getContext('2d');
      pen.fillStyle = '#f00';
      pen.fillRect(0, 0, 1500, 1500);
      pen.fillStyle = '#00f';
      pen.fillRect(1500, 0, 1500, 1500);
      const plain = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
      const turned = [0xff, 0xe1, 0, 34, 69, 120, 105, 102, 0, 0, 77, 77, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]; // Exif: orientation 6
      const bytes = new Blob([plain.slice(0, 2), new Uint8Array(turned), plain.slice(2), new Uint8Array(2_000_000)]);
      const chosen = new DataTransfer();
      chosen.items.add(new File([bytes], 'turned.jpeg', { type: 'image/jpeg' }));
      const input = document.querySelector(selector);
      input.files = chosen.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }, field);
    return this.here();
  }

  // The photos that the form would send: their sizes, and the colour of a point near the top.
  async photos({ field }) {
    const photos = await this.tab.page.evaluate(async (selector) => {
      const told = [];
      for (const file of document.querySelector(selector).files) {
        const picture = await createImageBitmap(file);
        const pen = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
        pen.drawImage(picture, 0, 0);
        const [red, , blue] = pen.getImageData(picture.width / 2, picture.height / 4, 1, 1).data;
        told.push({ name: file.name, type: file.type, bytes: file.size, width: picture.width, height: picture.height, top: red > 200 ? 'red' : blue > 200 ? 'blue' : 'other' });
      }
      return told;
    }, field);
    return { ...(await this.here()), photos };
  }

  // Until something that has this text is there, or gone.
  async wait({ selector, text = '', gone = false, within = 60 }) {
    const found = this.tab.page.locator(selector, text ? { hasText: text } : {}).first();
    await found.waitFor({ state: gone ? 'detached' : 'attached', timeout: 1000 * within });
    return this.here();
  }

  // The moment, in ms of the machine's clock, at which this text is drawn.
  async shown_at({ selector, text, within = 30 }) {
    const at = await this.tab.page.evaluate(
      async ([of, words, until]) => {
        while (![...document.querySelectorAll(of)].some((each) => each.textContent.includes(words))) {
          if (Date.now() > until) return 0;
          await new Promise((drawn) => requestAnimationFrame(drawn));
        }
        return Date.now();
      },
      [selector, text, Date.now() + 1000 * within],
    );
    if (!at) throw new Error(`"${text}" was not shown within ${within} s`);
    return { at };
  }

  // How many colours there are in the picture of an element: a blank map has one.
  async colours({ selector }) {
    const picture = (await this.tab.page.locator(selector).first().screenshot()).toString('base64');
    const colours = await this.tab.page.evaluate(async (encoded) => {
      const bytes = Uint8Array.from(atob(encoded), (each) => each.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const pen = new OffscreenCanvas(image.width, image.height).getContext('2d');
      pen.drawImage(image, 0, 0);
      const { data } = pen.getImageData(0, 0, image.width, image.height), counts = {};
      for (let at = 0; at < data.length; at += 16) {
        const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`;
        counts[colour] = (counts[colour] ?? 0) + 1;
      }
      return counts;
    }, picture);
    return { ...(await this.here()), colours };
  }

  // How far what was shown has moved without being asked, since the page was opened: the sum of its layout shifts.
  async shifted() {
    const shifted = await this.tab.page.evaluate(
      () =>
        new Promise((told) => {
          let sum = 0;
          const add = (entries) => entries.forEach((each) => (sum += each.hadRecentInput ? 0 : each.value));
          const observer = new PerformanceObserver((list) => add(list.getEntries()));
          observer.observe({ type: 'layout-shift', buffered: true });
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => (add(observer.takeRecords()), told(sum))))); // what is drawn by now has been told
        }),
    );
    return { ...(await this.here()), shifted };
  }

  // Whether it takes a place on the page.
  async takes_place({ selector }) {
    return { ...(await this.here()), height: (await this.tab.page.locator(selector).first().boundingBox())?.height ?? 0 };
  }

  async drag({ selector, x, y }) {
    const box = await this.tab.page.locator(selector).first().boundingBox(), { mouse } = this.tab.page;
    await mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await mouse.down();
    await mouse.move(box.x + box.width / 2 + x, box.y + box.height / 2 + y, { steps: 8 });
    await mouse.up();
    return this.here();
  }

  async click({ selector }) {
    await this.tab.page.locator(selector).first().click();
    return this.settled();
  }

  // What fields hold, or elements say.
  async read({ selector }) {
    const read = await this.tab.page.$$eval(selector, (all) => all.map((each) => (each.matches('input, textarea, select') ? each.value : each.textContent.trim())));
    return { ...(await this.here()), read };
  }

  // The server does what it is asked, and its answer is lost on the way.
  async lose_an_answer({ path }) {
    await this.tab.context.route(
      (asked) => asked.pathname === path,
      async (route) => {
        await route.fetch({ maxRedirects: 0 });
        await route.abort('connectionreset');
        this.answers_lost = (this.answers_lost ?? 0) + 1;
      },
      { times: 1 },
    );
    return this.here();
  }

  // Nothing that is sent to this path arrives, until the way is free again; pages come as ever.
  async block({ path, on }) {
    const sent_there = (asked) => asked.pathname === path;
    if (on) await this.tab.context.route(sent_there, (route) => (route.request().method() === 'POST' ? route.abort('connectionfailed') : route.fallback()));
    else await this.tab.context.unrouteAll();
    return this.here();
  }

  async lost() {
    return { ...(await this.here()), lost: this.answers_lost ?? 0 };
  }

  async stand_at({ latitude, longitude }) {
    await this.tab.context.setGeolocation({ latitude, longitude });
    await this.tab.context.grantPermissions(['geolocation']);
    return this.here();
  }

  // What the service worker has kept once it rules this page and has kept all of these.
  async kept({ urls }) {
    const { page } = this.tab;
    const kept = await page.evaluate(async (awaited) => {
      const until = Date.now() + 60_000;
      for (;;) {
        const found = [];
        for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) found.push(url);
        if ((awaited.every((url) => found.includes(url)) && navigator.serviceWorker.controller) || Date.now() > until) return found;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }, urls);
    return { ...(await this.here()), kept };
  }

  async script_bytes() {
    return { ...(await this.here()), bytes: await this.tab.script_bytes() };
  }

  // What axe says of the page as it is now.
  async faults() {
    const { page, complaints, stopped } = this.tab;
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe_source);
    const faults = await axe(page, { name: 'as it is' }, 'html');
    return { ...(await this.here()), faults: [...faults, ...complaints, ...(await stopped())] };
  }

  async names() {
    return (await names_of(this.tab.page)).all;
  }

  async leave() {
    await this.tab?.close();
    this.tab = undefined;
    return {};
  }
}
