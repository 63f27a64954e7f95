// What somebody has typed for one service, kept on their device for some days.

export type Field = readonly [name: string, value: string];

export interface Draft {
  readonly service: string;
  readonly saved: number; // ms since 1970
  readonly fields: readonly Field[];
  readonly photos: readonly File[];
}

export const draft_days = 3;
const day = 86_400_000; // ms

export function is_stale(draft: Draft, now: number): boolean {
  return now - draft.saved > draft_days * day;
}

// The fields of this page in place of what was kept of them; those of other pages stay.
export function merged(kept: readonly Field[], now: readonly Field[], on_this_page: ReadonlySet<string>): Field[] {
  return [...kept.filter(([name]) => !on_this_page.has(name)), ...now.filter(([, value]) => value !== '')];
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

// What a person types or chooses: neither hidden fields nor files.
function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter((each): each is Control => {
    if (each instanceof HTMLInputElement) return each.name !== '' && !['hidden', 'file', 'submit', 'button'].includes(each.type) && each.name !== 'place';
    return (each instanceof HTMLTextAreaElement || each instanceof HTMLSelectElement) && each.name !== '';
  });
}

function is_choice(control: Control): control is HTMLInputElement {
  return control instanceof HTMLInputElement && (control.type === 'radio' || control.type === 'checkbox');
}

export function typed_in(form: HTMLFormElement): { fields: Field[]; names: Set<string> } {
  const all = controls(form);
  const said = all.filter((each) => (is_choice(each) ? each.checked : !(each instanceof HTMLSelectElement) || each.value !== default_of(each)));
  return { fields: said.map((each): Field => [each.name, each.value]), names: new Set(all.map((each) => each.name)) };
}

function default_of(select: HTMLSelectElement): string {
  return ([...select.options].find((each) => each.defaultSelected) ?? select.options[0])?.value ?? '';
}

// Puts back what was kept where the page says nothing else. Gives how many fields that were.
export function put_back(form: HTMLFormElement, fields: readonly Field[]): number {
  let count = 0;
  for (const control of controls(form)) {
    const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
    const [first] = values;
    if (first === undefined) continue;
    if (is_choice(control)) {
      const wanted = values.includes(control.value);
      if (wanted && !control.checked) count += 1;
      if (wanted) control.checked = true;
    } else if (control instanceof HTMLSelectElement ? control.value === default_of(control) && first !== control.value : control.value === '') {
      control.value = first;
      count += 1;
    }
  }
  return count;
}
