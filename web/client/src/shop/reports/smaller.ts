/** A photo small enough to be sent: phones take ten times what a page can show. */

const SIDE = 1600
const BYTES = 1_900_000
const QUALITIES = [0.85, 0.7, 0.5]

/** How large a picture is drawn so that its longer side fits. */
export function fitted(width: number, height: number, side = SIDE): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** The file itself where it is small and of a kind the server takes, else a JPEG of it; throws where it is no picture. */
export async function smaller(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file)
  try {
    const { width, height } = fitted(bitmap.width, bitmap.height)
    const fits = file.size <= BYTES && width === bitmap.width && ['image/jpeg', 'image/png'].includes(file.type)
    return fits ? file : await drawn(bitmap, width, height)
  } finally {
    bitmap.close()
  }
}

async function drawn(bitmap: ImageBitmap, width: number, height: number): Promise<Blob> {
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height)
  let smallest: Blob | null = null
  for (const quality of QUALITIES) {
    smallest = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', quality))
    if (smallest && smallest.size <= BYTES) return smallest
  }
  if (!smallest) throw new Error('not drawn')
  return smallest
}
