// A map of the city as pages ask for it. What draws it (engine/) is large and comes when somebody asks: here stands only what is said to it.

export type Box = readonly [west: number, south: number, east: number, north: number]; // degrees
export type Spot = readonly [longitude: number, latitude: number];

// What the server says of the ground: where the map's program and its worker are, the base map's tiles, and the city's extent.
export interface Ground {
  readonly engine: string;
  readonly drawer: string;
  readonly base: string;
  readonly from: number; // zooms that have tiles
  readonly to: number;
  readonly city: Box;
}

export type State = 'open' | 'late' | 'closed';

export interface Listed {
  readonly number: string;
  readonly row: string; // of the list, as its reader writes numbers
  readonly at: Spot;
  readonly state: State;
}

export interface Pressed {
  readonly number: string;
  readonly service: string; // code
  readonly state: State;
  readonly at: Spot;
}

export interface RequestsWish {
  readonly ground: Ground;
  readonly tiles: string; // "/tiles/requests/{z}/{x}/{y}.mvt?status=open"
  readonly shown: Box;
  readonly label: string;
  readonly fingers: string;
  readonly language: string;
  moved(box: Box): void; // by whoever looks at it
  pressed(what: Pressed): void;
}

export interface RequestsMap {
  list(entries: readonly Listed[]): void;
  choose(at: Spot | undefined): void;
  zoom(by: 1 | -1): void;
  whole(): void;
}

export interface PlaceWish {
  readonly ground: Ground;
  readonly at: Spot | undefined; // where the pin stands first; nothing: in the middle of the city
  readonly label: string; // of the pin
  readonly map_label: string;
  readonly fingers: string;
  put(at: Spot): void; // by whoever moved the pin
}

export interface PlaceMap {
  zoom(by: 1 | -1): void;
}

export interface Engine {
  requests_map(holder: HTMLElement, wish: RequestsWish): Promise<RequestsMap>;
  place_map(holder: HTMLElement, wish: PlaceWish): Promise<PlaceMap>;
}

function numbers(text: string | undefined, apart: string): number[] {
  return (text ?? '').split(apart).map(Number).filter(Number.isFinite);
}

export function box_of(text: string | null | undefined): Box | undefined {
  const [west, south, east, north, more] = numbers(text ?? '', ',');
  if (!text || west === undefined || south === undefined || east === undefined || north === undefined || more !== undefined) return undefined;
  return south < north ? [west, south, east, north] : undefined;
}

export function spot_of(text: string | undefined): Spot | undefined {
  const [longitude, latitude] = text ? numbers(text, ',') : [];
  return longitude === undefined || latitude === undefined ? undefined : [longitude, latitude];
}

// Nothing where the city's pack draws nothing.
export function ground_of(element: HTMLElement): Ground | undefined {
  const { engine, drawer, base, baseZooms, bounds } = element.dataset;
  const city = box_of(bounds), [from, to] = numbers(baseZooms, ' ');
  if (!engine || !drawer || !base || !city || from === undefined || to === undefined) return undefined;
  return { engine, drawer, base, from, to, city };
}

// Breaks where it does not come, or where the browser has nothing to draw with: then it is not even asked for.
export async function load_engine(ground: Ground): Promise<Engine> {
  if (!document.createElement('canvas').getContext('webgl2')) throw new Error('no WebGL');
  return (await import(ground.engine)) as Engine;
}
