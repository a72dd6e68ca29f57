/** Words of commands and scripts that start a JVM: its own, and the servers that are known to run in one. */
export const JVM_PROGRAM =
  /\bjava\b|\bjvm\b|-Xm[sx]\d|\b(?:kafka|zookeeper|elasticsearch|opensearch|cassandra|solr|tomcat|catalina|wildfly|jboss|jetty|jenkins|hbase|hadoop|activemq|artemis|neo4j|logstash|nexus|sonarqube|flink|spark|pulsar|nifi)\b/i
