/** The form of an input that has a schema: what who starts a run fills in. */
import { FormProvided } from './provided';
import { isFields } from '../../logic/access';
import { fieldsOf, type Schema } from '../../logic/schema';
import { fieldWord } from './field-words';
import styles from './form.module.css';
import { Slot, withField } from './slot';

type Json = Record<string, unknown>;

interface Props {
  schema: Schema;
  value: Json;
  onChange: (value: Json) => void;
  /** What the API says of a start that was refused. */
  faults: Parameters<typeof FormProvided>[0]['faults'];
}

export default function InputForm({ schema, value, onChange, faults }: Props) {
  const fields = fieldsOf(schema, {});
  return (
    <FormProvided faults={faults}>
      <div className={styles.form}>
        {fields.map((field) => (
          <Slot
            key={field.name}
            {...field}
            label={titleOf(field.schema) ?? fieldWord(field.name)}
            hint={field.schema.description}
            schemas={{}}
            path={`input.${field.name}`}
            value={value[field.name]}
            onChange={(next) => onChange(withField(value, field.name, next))}
          />
        ))}
      </div>
    </FormProvided>
  );
}

function titleOf(schema: unknown): string | undefined {
  const title = isFields(schema) ? schema['title'] : undefined;
  return typeof title === 'string' && title ? title : undefined;
}
