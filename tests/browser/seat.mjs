// Somebody at the keyboard: opens a page, presses keys, and is told what a screen reader tells.
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

  async names() {
    return (await names_of(this.tab.page)).all;
  }

  async leave() {
    await this.tab?.close();
    this.tab = undefined;
    return {};
  }
}
