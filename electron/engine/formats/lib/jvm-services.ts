/** Names that say that a service runs in a JVM: options of a JVM, its program, or a server that is known to run in one. */
export const JVM_SERVICE =
  /\bjava\b|\bjvm\b|-Xm[sx]\d|\b(?:kafka|zookeeper|elasticsearch|opensearch|cassandra|solr|tomcat|catalina|wildfly|jboss|jetty|jenkins|hbase|hadoop|activemq|artemis|neo4j|logstash|nexus|sonarqube|flink|spark|pulsar|nifi)\b/i
