// Changes what is shown into what the server gives now, touching nothing that is the same: the focus, an open fold and what somebody types stay.

function is_in_use(form: HTMLFormElement): boolean {
  if (form.contains(document.activeElement)) return true;
  return [...form.elements].some((each) => {
    if (each instanceof HTMLTextAreaElement) return each.value !== each.defaultValue;
    if (!(each instanceof HTMLInputElement)) return false;
    if (each.type === 'radio' || each.type === 'checkbox') return each.checked !== each.defaultChecked;
    return each.type === 'file' ? each.value !== '' : each.type !== 'hidden' && each.value !== each.defaultValue;
  });
}

function copy_attributes(shown: Element, now: Element): void {
  for (const { name } of [...shown.attributes]) if (!now.hasAttribute(name) && name !== 'open' && name !== 'tabindex') shown.removeAttribute(name);
  for (const { name, value } of [...now.attributes]) if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
}

function same_kind(a: Node, b: Node): boolean {
  return a.nodeName === b.nodeName && (!(a instanceof Element) || !(b instanceof Element) || a.id === b.id);
}

export function change_into(shown: Element, now: Element): void {
  if (shown.isEqualNode(now) || (shown instanceof HTMLFormElement && is_in_use(shown))) return;
  copy_attributes(shown, now);
  change_children(shown, now);
}

// Children that are equal, or of one kind, are paired in order; what has no pair comes or goes. Whatever is in use stays.
function change_children(shown: Element, now: Element): void {
  const fresh = [...now.childNodes];
  let at: ChildNode | null = shown.firstChild;
  for (const [index, wanted] of fresh.entries()) {
    const later = equal_among(at, wanted);
    if (later && later !== at && !fresh.slice(index + 1).some((each) => at && each.isEqualNode(at))) {
      while (at && at !== later && !holds_use(at)) {
        const gone: ChildNode = at;
        at = at.nextSibling;
        gone.remove();
      }
    }
    if (at?.isEqualNode(wanted)) {
      at = at.nextSibling;
    } else if (at && same_kind(at, wanted) && !fresh.slice(index + 1).some((each) => at?.isEqualNode(each))) {
      if (at instanceof Element && wanted instanceof Element) change_into(at, wanted);
      else at.nodeValue = wanted.nodeValue;
      at = at.nextSibling;
    } else {
      shown.insertBefore(document.importNode(wanted, true), at);
    }
  }
  while (at) {
    const gone: ChildNode = at;
    at = at.nextSibling;
    if (!holds_use(gone)) gone.remove();
  }
}

function equal_among(from: ChildNode | null, wanted: ChildNode): ChildNode | undefined {
  for (let each = from; each; each = each.nextSibling) if (each.isEqualNode(wanted)) return each;
  return undefined;
}

function holds_use(node: Node): boolean {
  if (!(node instanceof Element)) return false;
  if (node.contains(document.activeElement) && document.activeElement !== document.body) return true;
  return [node, ...node.querySelectorAll('form')].some((each) => each instanceof HTMLFormElement && is_in_use(each));
}
