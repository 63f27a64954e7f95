// A map with its ground: what the map of requests and the map of a place have in common.
import { Map, setWorkerUrl, type StyleSpecification } from 'maplibre-gl';
import type { Box, Ground } from '../kit/city_map';

export interface Words {
  readonly label: string;
  readonly fingers: string;
}

const deepest = 19;
const room = 1; // of the city's extent, on each side: a map on a phone is higher than wide, and shows the whole city all the same

export const calm = matchMedia('(prefers-reduced-motion: reduce)');
const dark = matchMedia('(prefers-color-scheme: dark)');
const fingers = matchMedia('(pointer: coarse)');

function with_room([west, south, east, north]: Box): [number, number, number, number] {
  const wide = (east - west) * room + 0.01, high = (north - south) * room + 0.01;
  return [west - wide, south - high, east + wide, north + high];
}

export function bounds_of([west, south, east, north]: Box): [number, number, number, number] {
  return [west, south, east, north];
}

// Ready when it can be drawn on; `begun` sees it before anything is. `look` is asked again when the reader's wish for light or dark changes.
export async function ground_map(holder: HTMLElement, ground: Ground, shown: Box, words: Words, look: () => StyleSpecification, begun: (map: Map) => void): Promise<Map> {
  setWorkerUrl(new URL(ground.drawer, location.href).href);
  const map = new Map({
    container: holder,
    style: look(),
    bounds: bounds_of(shown),
    fitBoundsOptions: { padding: 12 },
    maxBounds: with_room(ground.city),
    minZoom: ground.from,
    maxZoom: deepest,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: calm.matches ? 0 : 200,
    cooperativeGestures: fingers.matches,
    locale: {
      'Map.Title': words.label,
      'CooperativeGesturesHandler.MobileHelpText': words.fingers,
      'CooperativeGesturesHandler.WindowsHelpText': words.fingers,
      'CooperativeGesturesHandler.MacHelpText': words.fingers,
    },
  });
  begun(map);
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  dark.addEventListener('change', () => map.setStyle(look(), { diff: false }));
  map.on('idle', () => (holder.dataset['drawn'] = 'yes'));
  map.on('movestart', () => delete holder.dataset['drawn']);
  await new Promise<void>((ready) => void map.once('load', () => ready()));
  return map;
}

export function zoom(map: Map, by: 1 | -1): void {
  if (calm.matches) map.jumpTo({ zoom: map.getZoom() + by });
  else map.easeTo({ zoom: map.getZoom() + by });
}
