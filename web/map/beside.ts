// The map beside the list.
import { box_of, load_engine, type Ground, type Pressed, type RequestsMap } from '../kit/city_map';
import { button, element } from '../kit/elements';
import type { Words } from '../kit/words';
import { Following } from './following';
import { entries_of, entry_at, service_named } from './list';

const filters = ['q', 'status', 'service'] as const;

function tiles_of(root: HTMLElement): string {
  const asked = new URLSearchParams(location.search), kept = new URLSearchParams();
  for (const name of filters) if (asked.get(name)) kept.set(name, asked.get(name) ?? '');
  const query = kept.toString();
  return (root.dataset['tiles'] ?? '') + (query ? `?${query}` : '');
}

function tools(words: Words, map: () => RequestsMap | undefined): HTMLElement {
  const tool = (sign: string, key: string, press: () => void) => {
    const made = button(sign, press, '');
    made.setAttribute('aria-label', words.say(key));
    made.title = words.say(key);
    return made;
  };
  return element('div', { class: 'map__tools' }, tool('+', 'map.in', () => map()?.zoom(1)), tool('−', 'map.out', () => map()?.zoom(-1)), tool('⤢', 'map.whole', () => map()?.whole()));
}

// The one that was pressed, with the way to its page: the list holds the newest of what the map shows, and so not always this one.
function card(what: Pressed, words: Words, close: () => void): HTMLElement {
  const here = location.pathname.replace(/\/map$/, '');
  const shut = button('×', close, 'map__close');
  shut.setAttribute('aria-label', words.say('map.close'));
  return element(
    'div',
    { class: 'map__card' },
    element('p', {}, element('a', { href: `${here}/requests/${what.number}` }, service_named(what.service) || what.number)),
    element('p', { class: 'small soft' }, `${words.say(`map.${what.state}`)} · `, element('bdi', {}, what.number)),
    shut,
  );
}

export async function show_map(root: HTMLElement, ground: Ground, words: Words): Promise<void> {
  const beside = root.querySelector<HTMLElement>('.mapped__map'), frame = beside?.querySelector<HTMLElement>('.map');
  if (!beside || !frame) return;
  const holder = element('div', { class: 'map__holder' });
  let map: RequestsMap | undefined;
  frame.append(holder);
  beside.hidden = false; // for browsers whose style sheets do not know that there are scripts
  const following = new Following(root, words, () => map?.list(entries_of(root)));

  const choose = (entry: HTMLElement | undefined) => {
    for (const each of root.querySelectorAll('.found .is-chosen')) each.classList.remove('is-chosen');
    entry?.classList.add('is-chosen');
  };
  const pressed = (what: Pressed) => {
    const entry = entry_at(root, what.number);
    choose(entry);
    entry?.scrollIntoView({ block: 'nearest' });
    map?.choose(what.at);
    frame.querySelector('.map__card')?.remove();
    const service = what.service === '' ? (entry?.dataset['service'] ?? '') : what.service; // a row of the list does not carry it
    const shown = card({ ...what, service }, words, () => {
      shown.remove();
      choose(undefined);
      map?.choose(undefined);
      frame.querySelector<HTMLElement>('canvas')?.focus();
    });
    frame.append(shown);
    shown.querySelector('a')?.focus({ preventScroll: true });
  };
  const pointed = (event: Event) => {
    const entry = event.target instanceof Element ? event.target.closest<HTMLElement>('li[data-at]') : null;
    const found = entry ? entries_of(root).find((each) => each.number === entry.dataset['number']) : undefined;
    if (found) map?.choose(found.at);
  };

  try {
    const engine = await load_engine(ground);
    map = await engine.requests_map(holder, {
      ground,
      tiles: tiles_of(root),
      shown: box_of(new URLSearchParams(location.search).get('box')) ?? ground.city,
      label: words.say('map.label'),
      fingers: words.say('map.fingers'),
      language: document.documentElement.lang,
      moved: (box) => following.follow(box),
      pressed,
    });
  } catch {
    beside.replaceChildren(element('p', { class: 'note' }, words.say('map.failed'))); // no connection, no WebGL: the list stays
    return;
  }
  frame.append(tools(words, () => map));
  map.list(entries_of(root));
  root.addEventListener('pointerover', pointed);
  root.addEventListener('focusin', pointed);
}
