package dev.lerwq.cli;

import dev.lerwq.wiring.Adapters;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/**
 * Makes commands without the application. All that they can be handed is a {@code
 * Provider<Adapters>}; {@code ArchitectureTest} holds those that run without it to that.
 */
final class WithoutApplication implements IFactory {
  private final Provider<Adapters> adapters = Adapters::new;

  @Override
  public <K> K create(Class<K> type) throws Exception {
    K made = CommandLine.defaultFactory().create(type);
    for (Field field : type.getDeclaredFields()) {
      if (field.isAnnotationPresent(Inject.class) && isOfAdapters(field.getGenericType())) {
        field.setAccessible(true);
        field.set(made, adapters);
      }
    }
    return made;
  }

  static boolean isOfAdapters(Type type) {
    return type instanceof ParameterizedType provider
        && provider.getRawType() == Provider.class
        && provider.getActualTypeArguments()[0] == Adapters.class;
  }
}
