// The field for an address: suggestions while it is typed, and where the reader is.
import { Combobox } from '../kit/combobox';
import { button, element } from '../kit/elements';
import { tell } from '../kit/live_region';
import type { Words } from '../kit/words';
import { choose_place, place_at, places_like, type Place } from './places';

const patience = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 0 };
const denied = 1; // GeolocationPositionError.PERMISSION_DENIED

export function suggest_addresses(form: HTMLFormElement, field: HTMLInputElement, places: string, words: Words): void {
  new Combobox<Place>(field, {
    label: words.say('places.list'),
    find: (typed, stop) => places_like(places, typed, stop),
    show: (place) => place.label,
    chosen: (place) => choose_place(form, field, place),
    found: (count) => tell(count ? words.say('places.count', { count }) : words.say('places.none')),
  });
}

function position(): Promise<GeolocationPosition> {
  return new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject, patience));
}

function is_denied(broken: unknown): boolean {
  return broken instanceof GeolocationPositionError && broken.code === denied;
}

// Where the browser cannot know it, nothing is offered.
export function offer_position(form: HTMLFormElement, field: HTMLInputElement, places: string, words: Words): void {
  if (!('geolocation' in navigator) || !window.isSecureContext) return;
  const said = element('p', { class: 'field__hint' });
  const say = (text: string) => {
    said.textContent = text;
    tell(text);
  };
  const find = async () => {
    say(words.say('here.looking'));
    try {
      const { latitude, longitude } = (await position()).coords;
      const near = await place_at(places, latitude, longitude);
      if (!near) return say(words.say('here.unknown'));
      choose_place(form, field, { label: near.label, lat: latitude, long: longitude });
      say(words.say('here.found', { place: near.label }));
    } catch (broken) {
      say(words.say(is_denied(broken) ? 'here.denied' : 'here.failed'));
    }
  };
  field.closest('.field')?.append(element('div', { class: 'here' }, button(words.say('here.button'), () => void find()), said));
}
