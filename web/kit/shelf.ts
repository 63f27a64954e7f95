// What a browser keeps for its reader, photos too (IndexedDB). Each shelf holds things of one kind by their keys.

export interface Shelf<Thing> {
  get(key: string): Promise<Thing | undefined>;
  put(key: string, thing: Thing): Promise<void>;
  remove(key: string): Promise<void>;
  all(): Promise<Thing[]>;
}

type Name = 'drafts' | 'outbox';
const names: readonly Name[] = ['drafts', 'outbox'];

function asked<Answer>(request: IDBRequest<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser keeps nothing'));
  });
}

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('portico', 1);
    request.onupgradeneeded = () => {
      for (const name of names) request.result.createObjectStore(name);
    };
    asked(request).then(resolve, reject);
  }).catch((broken: unknown) => {
    opened = undefined;
    throw broken;
  });
  return opened;
}

async function within<Answer>(name: Name, mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<Answer>): Promise<Answer> {
  const transaction = (await database()).transaction(name, mode);
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the browser keeps nothing'));
  });
  const request = act(transaction.objectStore(name));
  if (mode === 'readwrite') transaction.commit(); // at once: the page may be about to go
  const answer = await asked(request);
  await done;
  return answer;
}

export function shelf<Thing>(name: Name): Shelf<Thing> {
  return {
    get: (key) => within<Thing | undefined>(name, 'readonly', (store) => store.get(key) as IDBRequest<Thing | undefined>),
    put: async (key, thing) => void (await within(name, 'readwrite', (store) => store.put(thing, key))),
    remove: (key) => within<undefined>(name, 'readwrite', (store) => store.delete(key)),
    all: () => within<Thing[]>(name, 'readonly', (store) => store.getAll() as IDBRequest<Thing[]>),
  };
}
