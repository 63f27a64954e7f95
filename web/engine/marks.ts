// Shapes of a request's state, as the page's tags have them: ring new, diamond late, disc with tick done. Drawn when a map asks for them.
import type { Map } from 'maplibre-gl';
import type { Token } from './look';

const scale = 3; // pixels of a mark for one of the page

function disc(on: CanvasRenderingContext2D, middle: number, radius: number): void {
  on.beginPath();
  on.arc(middle, middle, radius, 0, 2 * Math.PI);
}

function diamond(on: CanvasRenderingContext2D, middle: number, radius: number): void {
  on.beginPath();
  on.moveTo(middle, middle - radius);
  on.lineTo(middle + radius, middle);
  on.lineTo(middle, middle + radius);
  on.lineTo(middle - radius, middle);
  on.closePath();
}

function tick(on: CanvasRenderingContext2D, middle: number, radius: number): void {
  on.beginPath();
  on.moveTo(middle - radius * 0.45, middle + radius * 0.02);
  on.lineTo(middle - radius * 0.1, middle + radius * 0.36);
  on.lineTo(middle + radius * 0.48, middle - radius * 0.32);
  on.stroke();
}

// "pin-open": one of many, small. "row-open": one that stands in the list; its number is written on it.
export function mark(name: string, token: Token): ImageData | undefined {
  const [kind, state] = name.split('-');
  if ((kind !== 'pin' && kind !== 'row') || !state) return undefined;
  const row = kind === 'row', radius = (row ? 13 : state === 'late' ? 9.5 : 7.5) * scale, edge = 2 * scale;
  const side = 2 * Math.ceil(radius + edge), middle = side / 2;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const on = canvas.getContext('2d');
  if (!on) return undefined;
  const colour = token(state === 'late' ? 'late' : state === 'closed' ? 'ok' : 'info'), shape = state === 'late' ? diamond : disc;
  shape(on, middle, radius + (state === 'late' && row ? edge : 0));
  on.lineWidth = 2 * edge;
  on.strokeStyle = token('paper');
  on.stroke();
  on.fillStyle = colour;
  on.fill();
  if (row) return on.getImageData(0, 0, side, side);
  if (state === 'open') {
    disc(on, middle, radius * 0.52);
    on.fillStyle = token('paper');
    on.fill();
  } else if (state === 'closed') {
    on.lineWidth = 1.8 * scale;
    on.lineCap = on.lineJoin = 'round';
    tick(on, middle, radius);
  }
  return on.getImageData(0, 0, side, side);
}

export function bring_marks(map: Map, tokens: () => Token): void {
  map.setMissingStyleImageResolver((id) => {
    const drawn = mark(id, tokens());
    if (drawn && !map.hasImage(id)) map.addImage(id, drawn, { pixelRatio: scale });
  });
}
