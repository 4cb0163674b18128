drop trigger observations_added on observations;
drop trigger observations_removed on observations;
drop trigger observations_changed on observations;
drop function observations_added();
drop function observations_removed();
drop function observations_changed();
drop function tally_observations(bigint[], text[], integer[]);
drop table observation_tallies;
