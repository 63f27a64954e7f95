// The look of a map: the page's own colours, light or dark, on what the tiles hold.
import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { Ground } from '../kit/city_map';

const letters = ['Noto Sans'];
const strong = ['Noto Sans Bold'];

export type Token = (name: string) => string;

export function tokens(): Token {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

// Pixels by zoom, growing as the ground does.
function grows(...stops: number[]): ExpressionSpecification {
  return ['interpolate', ['exponential', 1.6], ['zoom'], ...stops] as ExpressionSpecification;
}

function streets(token: Token): LayerSpecification[] {
  const layer = (id: string, kind: string, minzoom: number, paint: object): LayerSpecification => ({
    id, type: 'line', source: 'base', 'source-layer': 'street', minzoom, filter: ['==', ['get', 'kind'], kind], layout: { 'line-cap': 'round', 'line-join': 'round' }, paint,
  });
  return [
    layer('path', 'path', 14, { 'line-color': token('map-case'), 'line-width': grows(14, 1, 18, 3), 'line-dasharray': [2, 2] }),
    layer('minor-case', 'minor', 13, { 'line-color': token('map-case'), 'line-width': grows(13, 1.6, 15, 6, 18, 27) }),
    layer('major-case', 'major', 10, { 'line-color': token('map-case'), 'line-width': grows(10, 1.8, 13, 5, 15, 10, 18, 36) }),
    layer('minor', 'minor', 12, { 'line-color': token('map-street'), 'line-width': grows(12, 0.6, 13, 1, 15, 4.6, 18, 25) }),
    layer('major', 'major', 8, { 'line-color': token('map-street'), 'line-width': grows(8, 0.5, 10, 1, 13, 3.4, 15, 8, 18, 33) }),
  ];
}

function names(token: Token): LayerSpecification[] {
  const street = (id: string, kind: string, minzoom: number): LayerSpecification => ({
    id, type: 'symbol', source: 'base', 'source-layer': 'street', minzoom, filter: ['==', ['get', 'kind'], kind],
    layout: { 'symbol-placement': 'line', 'symbol-spacing': 320, 'text-field': ['get', 'name'], 'text-font': letters, 'text-size': grows(13, 11, 18, 15) },
    paint: { 'text-color': token('map-text'), 'text-halo-color': token('map-street'), 'text-halo-width': 1.4 },
  });
  const area = (id: string, kind: string, colour: string, halo: string, size: ExpressionSpecification, maxzoom: number): LayerSpecification => ({
    id, type: 'symbol', source: 'base', 'source-layer': 'name', maxzoom, filter: ['==', ['get', 'kind'], kind],
    layout: { 'text-field': ['get', 'name'], 'text-font': kind === 'district' ? strong : letters, 'text-size': size, 'text-max-width': 7, 'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'], 'text-radial-offset': 1.6 },
    paint: { 'text-color': token(colour), 'text-halo-color': token(halo), 'text-halo-width': 1.4 },
  });
  return [
    street('minor-name', 'minor', 14.5),
    street('major-name', 'major', 13),
    area('park-name', 'park', 'map-text', 'map-park', grows(11, 11, 16, 15), 22),
    area('water-name', 'water', 'map-water-text', 'map-water', grows(10, 12, 16, 20), 22),
    area('district-name', 'district', 'map-text', 'map-land', grows(9, 11, 13, 15), 14),
  ];
}

// What lies under everything; `more` lies on it, and its names above that.
export function look(ground: Ground, token: Token, sources: Record<string, SourceSpecification>, below: LayerSpecification[], above: LayerSpecification[]): StyleSpecification {
  return {
    version: 8,
    sources: { base: { type: 'vector', tiles: [location.origin + ground.base], minzoom: ground.from, maxzoom: ground.to }, ...sources },
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': token('map-land') } },
      { id: 'park', type: 'fill', source: 'base', 'source-layer': 'park', paint: { 'fill-color': token('map-park') } },
      { id: 'water', type: 'fill', source: 'base', 'source-layer': 'water', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': token('map-water') } },
      { id: 'shore', type: 'line', source: 'base', 'source-layer': 'water', paint: { 'line-color': token('map-depth'), 'line-width': grows(9, 0.6, 16, 2.5) } },
      { id: 'border', type: 'line', source: 'base', 'source-layer': 'border', paint: { 'line-color': token('map-text'), 'line-opacity': 0.28, 'line-width': 1.2, 'line-dasharray': [4, 3] } },
      ...streets(token),
      ...below,
      ...names(token),
      ...above,
    ],
  };
}

export { letters, strong };
