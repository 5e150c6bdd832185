/** A value of a document in the field of its shape, with where it was read. */
import type { FieldMeta } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useId } from 'react';
import { Badge } from '~/ui/badge';
import { TextButton } from '~/ui/button';
import { Checkbox, TextArea, TextField } from '~/ui/field';
import { NumberField } from '~/ui/number-field';
import { Beside } from '~/ui/page';
import { TimeField } from '~/ui/time-field';
import styles from './documents.module.css';
import { useFieldNames } from './names';
import { Rows } from './rows';
import { columnsOf, currencyOf, type FieldValue, type Party, type Row, type Shape, shapeOf } from './values';

const UNSURE = 0.8;
const LONGEST = 80;
const WIDE: Shape[] = ['party', 'rows', 'texts'];

interface ValueProps {
  name: string;
  /** What was extracted, by which its shape is known. */
  found: unknown;
  value: FieldValue;
  onChange: (value: FieldValue) => void;
  about: FieldMeta | undefined;
  onLook: (at: FieldMeta) => void;
  /** The code of the document's currency. */
  currency: unknown;
  readOnly: boolean;
  faultAt: (path: string) => string | undefined;
  children?: ReactNode;
}

export function Value({ name, found, value, onChange, about, onLook, currency, readOnly, faultAt, children }: ValueProps) {
  const { t } = useLingui();
  const names = useFieldNames();
  const heading = useId();
  const isUnsure = about !== undefined && found !== null && about.confidence < UNSURE;
  const label = (
    <>
      {names(name)} {isUnsure && <Badge tone="warning">{t`poc segur`}</Badge>}
    </>
  );
  const look = () => about?.page && onLook(about);
  const shape = shapeOf(name, found);
  const one = { label, name, value: value as string, onChange: onChange as (next: string) => void, readOnly, error: faultAt(name), hint: <Evidence of={about} onLook={onLook} /> };
  const many = (fields: ReactNode) => (
    <fieldset className={styles.part} aria-labelledby={heading}>
      <legend id={heading}>{label}</legend>
      {fields}
      <Evidence of={about} onLook={onLook} />
      {children}
    </fieldset>
  );
  const control = () => {
    switch (shape) {
      case 'number':
        return <NumberField currency={currencyOf(name, currency)} {...one} />;
      case 'day':
        return <TimeField {...one} />;
      case 'truth':
        return <Checkbox label={label} name={name} value={value as boolean} onChange={onChange} />;
      case 'party':
        return many(<PartyFields name={name} value={value as Party} onChange={onChange} readOnly={readOnly} faultAt={faultAt} />);
      case 'rows':
        return many(<Rows name={name} columns={columnsOf(name)} value={value as Row[]} onChange={onChange} currency={currency} readOnly={readOnly} faultAt={faultAt} />);
      case 'texts':
        return <TextArea rows={4} {...one} />;
      default:
        return <TextField {...one} />;
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears where the focus inside it goes, and takes none itself
    <div className={WIDE.includes(shape) ? styles.wide : undefined} onFocus={look}>
      {control()}
    </div>
  );
}

interface PartyFieldsProps extends Pick<ValueProps, 'name' | 'readOnly' | 'faultAt'> {
  value: Party;
  onChange: (value: Party) => void;
}

function PartyFields({ name, value, onChange, readOnly, faultAt }: PartyFieldsProps) {
  const names = useFieldNames();
  const part = (at: keyof Party) => ({
    label: names(at),
    name: `${name}.${at}`,
    value: value[at],
    onChange: (typed: string) => onChange({ ...value, [at]: typed }),
    error: faultAt(`${name}.${at}`),
    readOnly,
  });
  return (
    <Beside>
      <TextField {...part('name')} />
      <TextField {...part('nif')} />
    </Beside>
  );
}

/** The words of the page that a value was read from; a click shows them there. */
function Evidence({ of, onLook }: { of: FieldMeta | undefined; onLook: (at: FieldMeta) => void }) {
  const { t } = useLingui();
  if (!of?.page || !of.evidence) return null;
  const { page, evidence } = of;
  const words = evidence.length > LONGEST ? `${evidence.slice(0, LONGEST)}…` : evidence;
  return <TextButton onClick={() => onLook(of)}>{t`Pàgina ${page}: «${words}»`}</TextButton>;
}
