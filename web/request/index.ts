// A request's page changes while it is open.
import { words_of } from '../kit/words';
import { keep_up } from './live';

const root = document.querySelector<HTMLElement>('[data-live]');
if (root) keep_up(root.dataset['live'] ?? '', words_of(root));
