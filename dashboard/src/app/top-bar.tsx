/** The bar above each page: organisation, search, live or sandbox, and the account. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { Building2, ChevronsUpDown, CircleUserRound, Keyboard, LockKeyhole, LogOut, Search, UserRoundPen, Users } from 'lucide-react';
import { IconButton } from '~/ui/button';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '~/ui/menu';
import { type Environment, useEnvironment, useSwitch } from './environment';
import { LANGUAGES, language, NAMES, speak } from './language';
import { MenuOpener } from './menu';
import { signOut, usePerson } from './session';
import styles from './shell.module.css';
import { chooseTheme, useTheme } from './theme';
import { useOrganisationName, useOrganisations, useSwitchOrganisation } from './organisation';

export function TopBar({ onFind, onKeys }: { onFind: () => void; onKeys: () => void }) {
  return (
    <header className={styles.bar}>
      <MenuOpener />
      <Organisation />
      <span className={styles.space} />
      <button type="button" className={styles.find} onClick={onFind} aria-keyshortcuts="Control+K Meta+K">
        <Search aria-hidden />
        <span>
          <Trans>Cerca</Trans>
        </span>
        <kbd>Ctrl K</kbd>
      </button>
      <Switch />
      <Account onKeys={onKeys} />
    </header>
  );
}

/** The organisation's name; for people with several, a menu of them. */
function Organisation() {
  const { t } = useLingui();
  const name = useOrganisationName();
  const { organisation } = usePerson();
  const { data: others = [] } = useOrganisations();
  const change = useSwitchOrganisation();
  const shown = (
    <>
      <Building2 aria-hidden size={16} />
      <span className="one-line">{name}</span>
    </>
  );
  if (others.length < 2) return <span className={styles.organisation}>{shown}</span>;
  const options = others.filter((one) => one.status === 'active').map((one) => ({ value: one.id, label: one.name }));
  const trigger = (
    <button type="button" className={`${styles.organisation} ${styles.several}`}>
      {shown}
      <ChevronsUpDown aria-hidden size={14} />
    </button>
  );
  return (
    <Menu trigger={trigger} align="start">
      <MenuChoice label={t`Organització`} value={organisation} options={options} onChange={change} />
    </Menu>
  );
}

function Switch() {
  const { t } = useLingui();
  const environment = useEnvironment();
  const change = useSwitch();
  const options: [Environment, string][] = [
    ['live', t`Real`],
    ['sandbox', t`Proves`],
  ];
  return (
    <fieldset className={styles.switch} aria-label={t`Entorn`}>
      {options.map(([value, label]) => (
        <label key={value}>
          <input type="radio" name="environment" checked={environment === value} onChange={() => change(value)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

function Account({ onKeys }: { onKeys: () => void }) {
  const { t } = useLingui();
  const { email, role } = usePerson();
  const theme = useTheme();
  const navigate = useNavigate();
  const roles = { owner: t`propietari`, admin: t`administrador`, member: t`membre`, viewer: t`lector` };
  return (
    <Menu trigger={<IconButton icon={CircleUserRound} label={t`El teu compte`} />}>
      <MenuLabel>
        {email} · {roles[role]}
      </MenuLabel>
      <MenuLine />
      <MenuItem icon={UserRoundPen} onSelect={() => void navigate({ to: '/settings/account' })}>
        <Trans>Les teves dades</Trans>
      </MenuItem>
      <MenuItem icon={LockKeyhole} onSelect={() => void navigate({ to: '/settings/security' })}>
        <Trans>Contrasenya i seguretat</Trans>
      </MenuItem>
      <MenuItem icon={Users} onSelect={() => void navigate({ to: '/settings/team' })}>
        <Trans>Equip</Trans>
      </MenuItem>
      <MenuLine />
      <MenuChoice
        label={t`Llengua`}
        value={language()}
        options={LANGUAGES.map((value) => ({ value, label: NAMES[value] }))}
        onChange={(value) => void speak(value)}
      />
      <MenuLine />
      <MenuChoice
        label={t`Aparença`}
        value={theme}
        options={[
          { value: 'system', label: t`Com el sistema` },
          { value: 'light', label: t`Clara` },
          { value: 'dark', label: t`Fosca` },
        ]}
        onChange={chooseTheme}
      />
      <MenuLine />
      <MenuItem icon={Keyboard} onSelect={onKeys}>
        <Trans>Dreceres del teclat</Trans>
      </MenuItem>
      <MenuItem icon={LogOut} onSelect={() => void signOut()}>
        <Trans>Surt</Trans>
      </MenuItem>
    </Menu>
  );
}
