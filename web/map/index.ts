// The page of requests on a map: the list is the server's, the map beside it shows the same, and the list follows the map.
import { ground_of } from '../kit/city_map';
import { words_of } from '../kit/words';
import { show_map } from './beside';

const root = document.querySelector<HTMLElement>('[data-map]');
const ground = root ? ground_of(root) : undefined;
if (root && ground) void show_map(root, ground, words_of(root));
