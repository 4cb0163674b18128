drop table catalog_uploads;
