// The list of the page as the map needs it.
import { spot_of, type Listed, type State } from '../kit/city_map';

function state_of(entry: Element): State {
  const said = entry.getAttribute('data-state');
  return said === 'late' || said === 'closed' ? said : 'open';
}

// Those that have a place.
export function entries_of(root: ParentNode): Listed[] {
  const found: Listed[] = [];
  for (const entry of root.querySelectorAll<HTMLElement>('.found > li[data-at]')) {
    const at = spot_of(entry.dataset['at']), number = entry.dataset['number'];
    if (at && number) found.push({ number, at, row: entry.querySelector('.found__no')?.textContent ?? '', state: state_of(entry) });
  }
  return found;
}

export function entry_at(root: ParentNode, number: string): HTMLElement | undefined {
  return [...root.querySelectorAll<HTMLElement>('.found > li')].find((each) => each.dataset['number'] === number);
}

// As the filter of services has it, in the reader's language.
export function service_named(code: string): string {
  const options = document.querySelectorAll<HTMLOptionElement>('select[name="service"] option');
  return code ? ([...options].find((each) => each.value === code)?.textContent ?? '') : '';
}
