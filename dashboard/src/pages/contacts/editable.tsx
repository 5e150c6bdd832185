/** A field of a contact that is changed where it stands: its value with a pencil, or the form that changes it alone. */
import type { Contact } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { readKey } from '~/app/cache-keys';
import { useEnvironment } from '~/app/environment';
import { faultWords } from '~/app/fault-words';
import { apiError } from '~/app/queries';
import { useChange } from '~/app/use-change';
import { useForm, type Values } from '~/app/use-form';
import { useMay } from '~/app/use-may';
import { IconButton } from '~/ui/button';
import { useDraft, useDrop, useHeld } from '~/ui/draft';
import { Form, FormActions } from '~/ui/form';
import { None } from '~/ui/none';
import { BothVersions } from './both-versions';
import { changesOf, type ContactValues, type Fields, valuesOf } from './fields';
import { contact as route } from './routes';
import styles from './record.module.css';

const FIELDS = 'input:not([type=hidden]):not([type=radio]), select, textarea';

export type Fill<V extends Values> = Pick<ReturnType<typeof useForm<V, unknown>>, 'field' | 'values'>;

interface EditableProps<V extends Values> {
  of: Contact;
  /** Its name in the address while it is changed: `edit=tax_id`. */
  at: string;
  label: string;
  /** The value as it is read; without one a viewer is shown nothing. */
  shown: ReactNode;
  /** The form's values of a contact, and what they change in it. */
  valuesOf: (contact: Contact) => V;
  changesOf: (before: Contact, values: V) => Fields;
  /** The fields of the form. */
  children: (form: Fill<V>) => ReactNode;
}

export function Editable<V extends Values>({ of: contact, at, label, shown, ...form }: EditableProps<V>) {
  const { t } = useLingui();
  const { edit } = route.route.useSearch();
  const change = useChange();
  const mayEdit = useMay('member') && !contact.archived_at;
  const isOpen = mayEdit && edit === at;
  const pencil = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (wasOpen.current && !isOpen) pencil.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  if (isOpen) {
    return (
      <div className={styles.open}>
        <dt className="for-readers">{label}</dt>
        <dd>
          <Editing of={contact} label={label} {...form} />
        </dd>
      </div>
    );
  }
  const isEmpty = shown === undefined || shown === null || shown === false || shown === '';
  if (isEmpty && !mayEdit) return null;
  return (
    <div className={styles.fact}>
      <dt>{label}</dt>
      <dd>
        {isEmpty ? <None /> : shown}
        {mayEdit && <IconButton ref={pencil} icon={Pencil} label={t`Edita: ${label}`} onClick={() => change({ edit: at })} />}
      </dd>
    </div>
  );
}

type EditingProps<V extends Values> = Pick<EditableProps<V>, 'of' | 'label' | 'valuesOf' | 'changesOf' | 'children'>;

/** The form: Escape leaves it, and what was typed is asked for first. */
function Editing<V extends Values>(props: EditingProps<V>) {
  const change = useChange();
  const close = () => change({ edit: undefined });
  const frame = useRef<HTMLDivElement>(null);
  const { leave, question, holding } = useDraft(close);
  useEffect(() => frame.current?.querySelector<HTMLElement>(FIELDS)?.focus(), []);
  return (
    <div
      ref={frame}
      role="group"
      aria-label={props.label}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        leave();
      }}
    >
      {holding(<OneField {...props} onClose={close} />)}
      {question}
    </div>
  );
}

function OneField<V extends Values>({ of: contact, label, onClose, children, ...how }: EditingProps<V> & { onClose: () => void }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const environment = useEnvironment();
  const [before] = useState(contact); // what the person began with, whatever is read meanwhile
  const form = useForm(
    how.valuesOf(before),
    async (client, values) => {
      const changes = how.changesOf(before, values);
      return Object.keys(changes).length ? client.contacts.update(before.id, { ...changes, version: before.version }) : before;
    },
    {
      again: ['contacts.list', 'contacts.get'],
      done: ({ warnings = [] }) => [t`S’han desat els canvis.`, ...warnings.map(({ message }) => faultWords({ message }))].join(' '),
      onDone: (changed) => {
        cache.setQueryData(readKey(environment, ['contacts.get', before.id]), changed);
        onClose();
      },
    },
  );
  useHeld(form.isChanged); // also while both versions stand in the form's place
  const drop = useDrop();
  const error = apiError(form.error);
  if (error?.code === 'CONFLICT' && error.details['reason'] === 'version') {
    const saved = () => {
      drop();
      onClose();
    };
    return <BothVersions before={before} mine={how.changesOf(before, form.values)} onDone={saved} onBack={form.clearError} />;
  }
  return (
    <Form form={form} label={label}>
      {children(form)}
      <FormActions form={form} onCancel={onClose}>
        <Trans>Desa</Trans>
      </FormActions>
    </Form>
  );
}

type PlainProps = Pick<EditableProps<ContactValues>, 'of' | 'at' | 'label' | 'shown' | 'children'>;

/** A field that forms have as `ContactValues` has it. */
export function Plain(props: PlainProps) {
  return <Editable {...props} valuesOf={valuesOf} changesOf={changesOf} />;
}
