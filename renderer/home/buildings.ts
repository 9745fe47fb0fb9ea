import { useTranslation } from 'react-i18next';

/** 3 → 3 栋; homes that stand in no building (shops along the street) have a name of their own. */
export function useBuildingName(): (building: string) => string {
  const { t } = useTranslation();
  return (building) => (building === '' ? t('home.noBuilding') : t('home.building', { building }));
}
