// A pin that stands for a place: moved by pointer, by pressing on the map, or by the arrow keys.
import { Marker } from 'maplibre-gl';
import { element } from '../kit/elements';
import type { Box, PlaceMap, PlaceWish, Spot } from '../kit/city_map';
import { ground_map, zoom } from './base';
import { look, tokens } from './look';

const near = 0.004; // degrees around a pin that stands already
const step = 10, stride = 60; // pixels an arrow key moves it, and with the shift key
const ways: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const shape = 'M20 1C10 1 3 8 3 17.5 3 30 20 47 20 47s17-17 17-29.5C37 8 30 1 20 1Z';

function around([longitude, latitude]: Spot): Box {
  return [longitude - near, latitude - near, longitude + near, latitude + near];
}

function drawing(): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 40 48');
  svg.setAttribute('aria-hidden', 'true');
  for (const [name, attributes] of [['path', { d: shape }], ['circle', { cx: '20', cy: '17.5', r: '6' }]] as const) {
    const part = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
    svg.append(part);
  }
  return svg;
}

export async function place_map(holder: HTMLElement, wish: PlaceWish): Promise<PlaceMap> {
  const { ground, at } = wish;
  const map = await ground_map(holder, ground, at ? around(at) : ground.city, { label: wish.map_label, fingers: wish.fingers }, () => look(ground, tokens(), {}, [], []), (begun) => begun.on('error', () => undefined)); // a tile that does not come leaves a gap
  const handle = element('button', { type: 'button', class: 'map__pin', 'aria-label': wish.label }, drawing());
  const marker = new Marker({ element: handle, anchor: 'bottom', draggable: true });
  marker.setLngLat(at ? [...at] : map.getCenter()).addTo(map);
  handle.setAttribute('aria-label', wish.label); // the library gives it one of its own
  const put = () => {
    const { lng, lat } = marker.getLngLat();
    wish.put([lng, lat]);
  };
  marker.on('dragend', put);
  map.on('click', ({ lngLat }) => {
    marker.setLngLat(lngLat);
    put();
  });
  handle.addEventListener('keydown', (event) => {
    const way = ways[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation(); // the map stays, the pin goes
    const far = event.shiftKey ? stride : step, { x, y } = map.project(marker.getLngLat());
    marker.setLngLat(map.unproject([x + way[0] * far, y + way[1] * far]));
    if (!map.getBounds().contains(marker.getLngLat())) map.panTo(marker.getLngLat(), { animate: false });
    put();
  });
  handle.addEventListener('click', (event) => event.stopPropagation());
  handle.focus();
  return { zoom: (by) => zoom(map, by) };
}
