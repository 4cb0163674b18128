drop table events;
drop table audit;
