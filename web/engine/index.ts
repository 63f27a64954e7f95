// The map's own chunk: what draws it, with the library. No page names it as its script; who asks for a map loads it (kit/city_map.ts).
export { place_map } from './place';
export { requests_map } from './requests';
