/** The status of an answer, coloured by its kind. */
import { Badge, type Tone } from '~/ui/badge';

function toneOf(status: number): Tone {
  if (status >= 500) return 'bad';
  return status >= 400 ? 'warning' : 'good';
}

export function HttpStatus({ of: status }: { of: number }) {
  return <Badge tone={toneOf(status)}>{status}</Badge>;
}
