// A photo no larger than it needs to be, before it is sent. What the browser cannot draw goes as it is: the server takes more kinds.

export const longest_side = 2048;
const small_enough = 1 << 20; // bytes: not worth another loss of quality
const quality = 0.85;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export function fitted({ width, height }: Size, longest: number = longest_side): Size {
  const share = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) };
}

async function drawn(picture: ImageBitmap, { width, height }: Size): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  pen.fillStyle = '#fff'; // JPEG has no holes to look through
  pen.fillRect(0, 0, width, height);
  pen.drawImage(picture, 0, 0, width, height);
  return await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
}

export async function shrunk(file: File): Promise<File> {
  if (file.type === 'image/gif') return file; // may move
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const size = fitted(picture);
    const fits = size.width === picture.width && size.height === picture.height;
    const made = fits && file.size <= small_enough ? null : await drawn(picture, size);
    picture.close();
    if (!made || made.size >= file.size) return file;
    return new File([made], file.name.replace(/\.[^.]*$/, '') + '.jpg', { type: 'image/jpeg', lastModified: file.lastModified });
  } catch {
    return file;
  }
}
