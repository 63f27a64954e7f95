// Requests on the map: heaps from far, pins from near, the rows of the list with their numbers, and the one that was chosen.
import type { GeoJSONSource, LayerSpecification, Map, MapMouseEvent, SourceSpecification, StyleSpecification, VectorTileSource } from 'maplibre-gl';
import type { Listed, RequestsMap, RequestsWish, Spot, State } from '../kit/city_map';
import { bounds_of, calm, ground_map, zoom } from './base';
import { look, strong, tokens, type Token } from './look';
import { bring_marks } from './marks';

const deepest_tiles = 18, rows_from = 15; // zooms
const again_after = 2_000; // ms, where the server is still reading the requests in
const busy = 503;
// As the list beside the map writes numbers; a browser would write others by itself.
const digits: Readonly<Record<string, string>> = { ar: 'ar-u-nu-arab' };

interface Points {
  readonly type: 'FeatureCollection';
  readonly features: readonly { readonly type: 'Feature'; readonly geometry: { readonly type: 'Point'; readonly coordinates: number[] }; readonly properties: Record<string, string> }[];
}

function points(all: readonly { readonly at: Spot; readonly told: Record<string, string> }[]): Points {
  return { type: 'FeatureCollection', features: all.map(({ at, told }) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [...at] }, properties: told })) };
}

function layers(token: Token, language: string): LayerSpecification[] {
  const of_requests = { source: 'requests', 'source-layer': 'requests' } as const;
  return [
    { id: 'chosen', type: 'circle', source: 'chosen', paint: { 'circle-radius': 19, 'circle-color': token('sun'), 'circle-stroke-color': token('ink'), 'circle-stroke-width': 3 } },
    {
      id: 'heap', type: 'circle', ...of_requests, filter: ['has', 'count'],
      paint: {
        'circle-color': token('brand'), 'circle-opacity': 0.9, 'circle-stroke-color': token('paper'), 'circle-stroke-width': 2,
        'circle-radius': ['interpolate', ['linear'], ['log10', ['get', 'count']], 0.3, 11, 1, 14, 2, 18, 3, 23, 5, 31],
      },
    },
    {
      id: 'heap-count', type: 'symbol', ...of_requests, filter: ['has', 'count'],
      // Names make way for the whole heap, not for its number alone.
      layout: { 'text-field': ['number-format', ['get', 'count'], { locale: digits[language] ?? language }], 'text-font': strong, 'text-size': 12, 'text-allow-overlap': true, 'text-padding': 9 },
      paint: { 'text-color': '#ffffff' },
    },
    { id: 'pin', type: 'symbol', ...of_requests, filter: ['has', 'number'], layout: { 'icon-image': ['concat', 'pin-', ['get', 'state']], 'icon-allow-overlap': true, 'icon-ignore-placement': true } },
    {
      id: 'row', type: 'symbol', source: 'rows', minzoom: rows_from,
      layout: {
        'icon-image': ['concat', 'row-', ['get', 'state']], 'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'text-field': ['get', 'row'], 'text-font': strong, 'text-size': 13, 'text-allow-overlap': true, 'text-ignore-placement': true,
      },
      paint: { 'text-color': token('paper') },
    },
  ];
}

class Requests implements RequestsMap {
  private rows: Points = points([]);
  private chosen: Points = points([]);
  private map: Map | undefined;

  constructor(private readonly wish: RequestsWish) {}

  style(): StyleSpecification {
    const token = tokens();
    const sources: Record<string, SourceSpecification> = {
      requests: { type: 'vector', tiles: this.tiles(), minzoom: 0, maxzoom: deepest_tiles },
      rows: { type: 'geojson', data: this.rows as never },
      chosen: { type: 'geojson', data: this.chosen as never },
    };
    return look(this.wish.ground, token, sources, [], layers(token, this.wish.language));
  }

  begun(map: Map): void {
    this.map = map;
    bring_marks(map, tokens);
    map.on('error', ({ error }) => {
      if ((error as Error & { status?: number }).status === busy) setTimeout(() => map.getSource<VectorTileSource>('requests')?.setTiles(this.tiles()), again_after);
    });
  }

  drawn_on(map: Map): void {
    map.on('moveend', () => {
      const box = map.getBounds();
      this.wish.moved([box.getWest(), box.getSouth(), box.getEast(), box.getNorth()]);
    });
    for (const layer of ['heap', 'pin', 'row']) {
      map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'));
      map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''));
    }
    map.on('click', (event) => this.press(map, event));
  }

  private tiles(): string[] {
    return [location.origin + this.wish.tiles];
  }

  private press(map: Map, { point }: MapMouseEvent): void {
    const reach = 6; // pixels, for fingers
    const [found] = map.queryRenderedFeatures([[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]], { layers: ['row', 'pin', 'heap'] });
    if (!found) return;
    const { coordinates } = found.geometry as unknown as { readonly coordinates: readonly number[] };
    const [longitude = 0, latitude = 0] = coordinates;
    const told = found.properties as Partial<Record<'number' | 'service' | 'state', string>>;
    if (told.number) return this.wish.pressed({ number: told.number, service: told.service ?? '', state: (told.state ?? 'open') as State, at: [longitude, latitude] });
    const nearer = { center: [longitude, latitude] as [number, number], zoom: map.getZoom() + 2 };
    if (calm.matches) map.jumpTo(nearer);
    else map.easeTo(nearer);
  }

  list(entries: readonly Listed[]): void {
    this.rows = points(entries.map(({ at, number, row, state }) => ({ at, told: { number, row, state } })));
    void this.map?.getSource<GeoJSONSource>('rows')?.setData(this.rows as never);
  }

  choose(at: Spot | undefined): void {
    this.chosen = points(at ? [{ at, told: {} }] : []);
    void this.map?.getSource<GeoJSONSource>('chosen')?.setData(this.chosen as never);
  }

  zoom(by: 1 | -1): void {
    if (this.map) zoom(this.map, by);
  }

  whole(): void {
    this.map?.fitBounds(bounds_of(this.wish.ground.city), { padding: 12, animate: !calm.matches });
  }
}

export async function requests_map(holder: HTMLElement, wish: RequestsWish): Promise<RequestsMap> {
  const requests = new Requests(wish);
  const map = await ground_map(holder, wish.ground, wish.shown, wish, () => requests.style(), (begun) => requests.begun(begun));
  requests.drawn_on(map);
  return requests;
}
