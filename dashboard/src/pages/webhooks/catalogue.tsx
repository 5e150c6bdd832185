/** The catalogue: what each type of event says, an example of it, and its schema. */
import catalogue from 'virtual:event-catalogue';
import { Trans, useLingui } from '@lingui/react/macro';
import { EVENT_TYPE_NAMES, eventName } from '~/app/event-types';
import { JsonView } from '~/ui/code-block';
import { Section } from '~/ui/page';
import styles from './webhooks.module.css';

interface CatalogueProps {
  /** The type that is shown; the first without one. */
  type: string | undefined;
  onChoose: (type: string) => void;
}

export default function Catalogue({ type, onChoose }: CatalogueProps) {
  const { t } = useLingui();
  const shown = type && type in catalogue ? type : EVENT_TYPE_NAMES[0]!;
  const { schema, example } = catalogue[shown]!;
  return (
    <div className={styles.types}>
      <nav aria-label={t`Tipus d’esdeveniment`}>
        <ul>
          {EVENT_TYPE_NAMES.map((one) => (
            <li key={one}>
              <button type="button" aria-current={one === shown} onClick={() => onChoose(one)}>
                {eventName(one)}
                <small>{one}</small>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <div>
        <Section title={eventName(shown)}>
          <p>
            <code>{shown}</code>
          </p>
        </Section>
        <Section title={<Trans>Exemple</Trans>}>
          <JsonView label={t`Exemple`} value={example} />
        </Section>
        <Section title={<Trans>Esquema</Trans>}>
          <JsonView label={t`Esquema`} value={schema} />
        </Section>
      </div>
    </div>
  );
}
