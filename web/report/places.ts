// Places as the server knows them, and as the form of a report carries the one that was chosen.
import type { components } from '../contract/api';
import { hidden_field } from '../kit/elements';

export type Place = components['schemas']['Place'];

async function asked(address: string, query: Readonly<Record<string, string>>, stop?: AbortSignal): Promise<Place[]> {
  const response = await fetch(`${address}?${new URLSearchParams(query).toString()}`, stop ? { signal: stop } : {});
  if (!response.ok) throw new Error(`places: ${response.status}`);
  return ((await response.json()) as components['schemas']['Places']).places;
}

export function places_like(address: string, typed: string, stop: AbortSignal): Promise<Place[]> {
  return asked(address, { q: typed }, stop);
}

// The known address nearest to a point; nothing where none is near.
export async function place_at(address: string, lat: number, long: number): Promise<Place | undefined> {
  return (await asked(address, { lat: lat.toFixed(6), long: long.toFixed(6) }))[0];
}

export function place_value({ lat, long, label }: Place): string {
  return `${lat.toFixed(6)} ${long.toFixed(6)} ${label}`;
}

// It counts as long as the field says the same.
export function choose_place(form: HTMLFormElement, field: HTMLInputElement, place: Place): void {
  form.querySelector('fieldset.choice')?.remove(); // what was offered before
  field.value = place.label;
  hidden_field(form, 'place', place_value(place));
  hidden_field(form, 'offered', place.label);
  field.dispatchEvent(new Event('change', { bubbles: true }));
}
