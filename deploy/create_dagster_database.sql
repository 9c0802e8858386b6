CREATE DATABASE aimak_dagster OWNER aimak;
