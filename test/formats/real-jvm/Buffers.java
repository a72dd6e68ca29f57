import java.io.File;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Holds direct and mapped buffers, says how many the JVM counts, waits for a byte on its input, then writes to address 16. */
public class Buffers {
  public static void main(String[] arguments) throws Exception {
    List<Object> held = new ArrayList<>();
    for (int size = 1000; size <= 5000; size += 1000) held.add(ByteBuffer.allocateDirect(size));
    held.add(ByteBuffer.allocateDirect(700).slice());
    File file = File.createTempFile("buffers", ".bin");
    file.deleteOnExit();
    try (FileChannel channel = FileChannel.open(file.toPath(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (int at = 0; at < 7; at++) held.add(channel.map(FileChannel.MapMode.READ_WRITE, at * 4096L, 3000 + at));
    }
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class))
      System.out.println(pool.getName() + "=" + pool.getCount() + "," + pool.getTotalCapacity());
    System.out.println("ready");
    System.in.read();
    Field field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
    field.setAccessible(true);
    Object unsafe = field.get(null);
    unsafe.getClass().getMethod("putInt", long.class, int.class).invoke(unsafe, 16L, 1);
    System.out.println(held.size());
  }
}
