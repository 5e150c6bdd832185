/**
 * A photo of a camera as it is sent: upright, no larger than it has to be for its small print to be read, and without what the
 * camera wrote beside the picture, such as the place where it was taken.
 */

/** The longer side, in pixels. */
const LONGEST = 3_000;
const QUALITY = 0.85;
const TYPE = 'image/jpeg';
/** What cameras write; some browsers know no type for HEIC, so that its name tells. */
const OF_CAMERAS = /\.(jpe?g|hei[cf])$/i;

/** A photo that this browser cannot open: it is broken, or HEIC outside Safari. */
export class UnreadablePhoto extends Error {}

/** Return a photo to send; any other file as it is. Throws `UnreadablePhoto`. */
export async function asSent(file: File): Promise<File> {
  if (!OF_CAMERAS.test(file.name) && file.type !== TYPE) return file;
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => undefined);
  const drawn = picture && (await redrawn(picture));
  picture?.close();
  if (!drawn) throw new UnreadablePhoto(file.name);
  return new File([drawn], `${file.name.replace(OF_CAMERAS, '')}.jpg`, { type: TYPE });
}

/** A picture drawn anew, as a JPEG; null where the browser has no memory for it. */
function redrawn(picture: ImageBitmap): Promise<Blob | null> {
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const context = canvas.getContext('2d');
  if (!context) return Promise.resolve(null);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, TYPE, QUALITY));
}
