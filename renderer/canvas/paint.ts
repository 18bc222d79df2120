import type { Drawing, Shape } from './shapes.ts';

/** A canvas larger than this is refused by browsers. */
const LARGEST = 12_000;

/** The drawing as a PNG, at twice its size where that is possible. */
export async function toPng(drawing: Drawing): Promise<Blob> {
  const scale = Math.min(2, LARGEST / Math.max(drawing.width, drawing.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(drawing.width * scale);
  canvas.height = Math.ceil(drawing.height * scale);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser draws no bitmaps');
  context.scale(scale, scale);
  context.fillStyle = drawing.background;
  context.fillRect(0, 0, drawing.width, drawing.height);
  for (const shape of drawing.shapes) paint(context, shape);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('the bitmap could not be made')) : resolve(blob)),
      'image/png',
    );
  });
}

function paint(context: CanvasRenderingContext2D, shape: Shape): void {
  context.globalAlpha = 1;
  context.setLineDash([]);
  if (shape.type === 'path') {
    context.globalAlpha = shape.opacity;
    context.strokeStyle = shape.stroke;
    context.lineWidth = shape.width;
    context.stroke(new Path2D(shape.d));
  } else if (shape.type === 'rect') {
    context.beginPath();
    context.roundRect(shape.x, shape.y, shape.width, shape.height, shape.radius);
    context.fillStyle = shape.fill;
    context.fill();
    if (shape.stroke === null) return;
    context.setLineDash(shape.dashed ? [4, 3] : []);
    context.lineWidth = 1;
    context.strokeStyle = shape.stroke;
    context.stroke();
  } else {
    context.fillStyle = shape.fill;
    context.textAlign = shape.anchor === 'middle' ? 'center' : 'start';
    context.font = `${shape.weight} ${shape.size}px ${shape.mono ? "'JetBrains Mono Variable', monospace" : "'Inter Variable', sans-serif"}`;
    context.fillText(shape.text, shape.x, shape.y);
  }
}
