// What keys do in a list that hangs from a field (ARIA's combobox with a list): a value, so that it can be tested without a page.

export interface Choices {
  readonly count: number; // in the list
  readonly open: boolean;
  readonly active: number; // -1: the field itself
}
export const closed: Choices = { count: 0, open: false, active: -1 };

export function offered(count: number): Choices {
  return { count, open: count > 0, active: -1 };
}

// Nothing: the key is the field's own. Enter chooses what is active, and sends the form where nothing is.
export function pressed(choices: Choices, key: string): { readonly choices: Choices; readonly chosen?: number } | undefined {
  const { count, open, active } = choices;
  if (count === 0) return undefined;
  const move = (to: number) => ({ choices: { count, open: true, active: to } });
  switch (key) {
    case 'ArrowDown':
      return move(active + 1 < count ? active + 1 : open ? -1 : 0);
    case 'ArrowUp':
      return move(active === -1 ? count - 1 : active - 1);
    case 'Enter':
      return open && active >= 0 ? { choices: closed, chosen: active } : undefined;
    case 'Escape':
      return open ? { choices: { count, open: false, active: -1 } } : undefined;
    default:
      return undefined;
  }
}
