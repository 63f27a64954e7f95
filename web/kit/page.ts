// A page of the server's in place of the one that is shown: its title and its <main>.

export function read_page(html: string): Document {
  return new DOMParser().parseFromString(html, 'text/html');
}

// The focus goes where the page wants it, else to its heading.
export function show_page(page: Document): void {
  const fresh = page.querySelector('main'), shown = document.querySelector('main');
  if (!fresh || !shown) return;
  document.title = page.title;
  shown.replaceWith(document.adoptNode(fresh));
  const first = fresh.querySelector<HTMLElement>('[autofocus], [role="alert"]') ?? fresh.querySelector<HTMLElement>('h1');
  if (first && !first.hasAttribute('tabindex')) first.setAttribute('tabindex', '-1');
  first?.focus();
  window.scrollTo(0, 0);
}
