// What a screen reader is told: the accessibility tree as Chromium makes it.

const spoken = (node) => !node.ignored && node.role && !['none', 'generic', 'InlineTextBox', 'LineBreak'].includes(node.role.value);

function told(node) {
  const of = Object.fromEntries((node.properties ?? []).map(({ name, value }) => [name, value.value]));
  const said = { role: node.role.value === 'StaticText' ? 'text' : node.role.value, name: node.name?.value ?? '' };
  if (node.description?.value) said.description = node.description.value;
  if (node.value?.value !== undefined) said.value = String(node.value.value);
  for (const name of ['level', 'expanded', 'checked', 'required', 'invalid', 'focused', 'live'])
    if (of[name] !== undefined && of[name] !== 'false' && of[name] !== '') said[name] = of[name];
  return said;
}

async function attributed(session, attribute) {
  const found = new Map();
  const walk = (node) => {
    const at = (node.attributes ?? []).indexOf(attribute);
    if (at >= 0 && at % 2 === 0) found.set(node.backendNodeId, node.attributes[at + 1]);
    for (const child of node.children ?? []) walk(child);
  };
  walk((await session.send('DOM.getDocument', { depth: -1 })).root);
  return found;
}

// All that is told, in reading order, and what of it is said aloud when it changes; and by the value of an attribute, what is told of the elements that bear it.
export async function names_of(page, attribute) {
  const session = await page.context().newCDPSession(page);
  try {
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const by_id = new Map(nodes.map((node) => [node.nodeId, node]));
    const all = [];
    const read = (node, aloud) => {
      const speaks = node.properties?.find(({ name }) => name === 'live')?.value.value ?? aloud;
      if (spoken(node)) all.push({ ...told(node), ...(speaks && speaks !== 'off' ? { aloud: speaks } : {}) });
      for (const child of node.childIds ?? []) if (by_id.has(child)) read(by_id.get(child), speaks);
    };
    if (nodes.length) read(nodes.find((node) => !node.parentId) ?? nodes[0], '');
    const marked = new Map();
    if (attribute) {
      const marks = await attributed(session, attribute);
      for (const node of nodes)
        if (node.role && marks.has(node.backendDOMNodeId)) marked.set(marks.get(node.backendDOMNodeId), told(node));
    }
    return { all, marked };
  } finally {
    await session.detach();
  }
}

const want_names = new Set([
  'button', 'link', 'textbox', 'searchbox', 'combobox', 'listbox', 'checkbox', 'radio', 'spinbutton', 'slider', 'switch', 'tab', 'menuitem', 'DisclosureTriangle', 'Date', 'DateTime',
  'image', 'region', 'dialog', 'heading', 'progressbar', 'meter',
]);

// What a screen reader would call by its kind alone.
export function nameless(told) {
  return told.flatMap(({ role, name }, at) => (want_names.has(role) && !name.trim() ? [`a ${role} without a name, after "${told[at - 1]?.name ?? ''}"`] : []));
}
