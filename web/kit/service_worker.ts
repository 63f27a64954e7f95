// The service worker, and the pages that it is asked to keep for a time without a connection.

export async function keep_pages(paths: readonly string[]): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('/service-worker.js');
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage({ keep: paths });
  } catch {
    // A browser that takes none (private windows, some settings): pages work without it.
  }
}
