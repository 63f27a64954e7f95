// The place of a report on a map: an aid beside the field for the address, which says what was chosen.
import { ground_of, load_engine, type PlaceMap, type Spot } from '../kit/city_map';
import { button, element } from '../kit/elements';
import { tell } from '../kit/live_region';
import type { Words } from '../kit/words';
import { choose_place, place_at } from './places';

function placed(form: HTMLFormElement, field: HTMLInputElement): Spot | undefined {
  const chosen = form.querySelector<HTMLInputElement>('input[type="hidden"][name="place"]'), offered = form.querySelector<HTMLInputElement>('input[type="hidden"][name="offered"]');
  const [latitude, longitude] = (chosen?.value ?? '').split(' ').map(Number);
  if (offered?.value !== field.value || latitude === undefined || longitude === undefined || !Number.isFinite(latitude) || !Number.isFinite(longitude)) return undefined;
  return [longitude, latitude];
}

// Where the pack draws no map, nothing is offered.
export function offer_map(root: HTMLElement, form: HTMLFormElement, field: HTMLInputElement, places: string, words: Words): void {
  const ground = ground_of(root);
  if (!ground) return;
  const said = element('p', { class: 'field__hint' }), around = element('div', { class: 'here' });
  const say = (text: string) => {
    said.textContent = text;
    tell(text);
  };
  let latest = 0;
  const put = async ([longitude, latitude]: Spot) => {
    const mine = ++latest; // the pin may have gone on before the answer is here
    const near = await place_at(places, latitude, longitude).catch(() => undefined);
    if (mine !== latest) return;
    const label = near?.label ?? words.say('pin.point', { place: `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` });
    choose_place(form, field, { label, lat: latitude, long: longitude });
    say(near ? words.say('pin.found', { place: near.label }) : words.say('pin.unknown'));
  };
  const open = async () => {
    const holder = element('div', { class: 'map__holder' }), frame = element('div', { class: 'map map--place' }, holder);
    opener.replaceWith(frame);
    said.textContent = words.say('pin.hint');
    try {
      const engine = await load_engine(ground);
      const map: PlaceMap = await engine.place_map(holder, {
        ground,
        at: placed(form, field),
        label: `${words.say('pin.label')}. ${words.say('pin.hint')}`,
        map_label: words.say('pin.button'),
        fingers: words.say('map.fingers'),
        put: (at) => void put(at),
      });
      const tool = (sign: string, by: 1 | -1) => {
        const made = button(sign, () => map.zoom(by), '');
        made.setAttribute('aria-label', words.say(by === 1 ? 'map.in' : 'map.out'));
        return made;
      };
      frame.append(element('div', { class: 'map__tools' }, tool('+', 1), tool('−', -1)));
    } catch {
      frame.remove(); // no connection, no WebGL: the address stays
      say(words.say('pin.failed'));
    }
  };
  const opener = button(words.say('pin.button'), () => void open());
  around.append(opener, said);
  field.closest('.field')?.append(around);
}
