/** The fields of what a service asks for, each with the API's fault beside it. */
import type { FieldProps } from '~/app/use-form';
import { TextField } from '~/ui/field';
import type { Asked } from './providers';
import type { Provider } from './routes';

export type Given = Record<string, string>;

/** The app that the owner of a server has registered there. */
export const SIGN_IN = new Set(['client_id', 'client_secret']);

interface AskedFieldsProps {
  provider: Provider;
  asked: Asked[];
  given: Given;
  /** The field of the form that has what is given, for a fault of the API at a place. */
  fieldAt: (at: string) => FieldProps<Given>;
}

export function AskedFields({ provider, asked, given, fieldAt }: AskedFieldsProps) {
  return asked.map(({ name, label, hint, isSecret, isOptional = false }) => {
    const { onChange, error } = fieldAt(SIGN_IN.has(name) ? `mcp.oauth.${name}` : `${provider}.${name}`);
    const key = `${provider}.${name}`;
    return (
      <TextField
        key={key}
        label={label}
        name={key}
        {...(hint && { hint })}
        isOptional={isOptional}
        type={isSecret ? 'password' : 'text'}
        autoComplete="off"
        value={given[key] ?? ''}
        onChange={(value) => onChange({ ...given, [key]: value })}
        error={error}
      />
    );
  });
}
