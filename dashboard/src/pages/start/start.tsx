/** The start page: where one can go from here. */
import { Trans } from '@lingui/react/macro';
import { language } from '~/app/language';
import { pagesFor } from '~/app/menu';
import { usePerson } from '~/app/session';
import { ButtonLink } from '~/ui/button';
import { Card, Page } from '~/ui/page';

export default function Start() {
  const { role } = usePerson();
  const others = pagesFor(role).filter((page) => page.path !== '/');
  return (
    <Page title={<Trans>Inici</Trans>}>
      <Card>
        <p>
          <Trans>Per on vols començar?</Trans>
        </p>
        <div>
          {others.map(({ path, title, icon }) => (
            <ButtonLink key={path} to={path as never} look="quiet" {...(icon && { icon })}>
              {title[language()]}
            </ButtonLink>
          ))}
        </div>
      </Card>
    </Page>
  );
}
