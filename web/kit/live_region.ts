// What changes without being asked for is said by a screen reader, when it has nothing else to say.

let region: HTMLElement | undefined;

export function tell(text: string): void {
  if (!region?.isConnected) {
    region = document.createElement('div');
    region.className = 'vh';
    region.setAttribute('role', 'status');
    document.body.append(region);
  }
  const says = region;
  says.textContent = '';
  setTimeout(() => (says.textContent = text), 100); // the same words twice are said twice
}
