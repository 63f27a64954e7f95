// "It is this one" with one press: the request's page, where it leads, takes an address of whoever wants its news.
import { button } from '../kit/elements';

export function one_press(list: Element): void {
  for (const folded of list.querySelectorAll('details:not([open])')) {
    const form = folded.querySelector('form'), summary = folded.querySelector('summary');
    if (!form || !summary) continue;
    const press = button('', () => form.requestSubmit());
    press.append(...summary.childNodes);
    form.hidden = true;
    folded.replaceWith(press, form);
  }
}
