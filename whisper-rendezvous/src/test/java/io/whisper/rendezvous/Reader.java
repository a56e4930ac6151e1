package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener of a topic that notes what it was given. */
final class Reader implements PostListener {
  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private final List<Bytes32> withdrawn = new CopyOnWriteArrayList<>();
  private final Map<Bytes32, Address> proved = new ConcurrentHashMap<>();

  @Override
  public void onPost(Post post) {
    posts.add(post);
  }

  @Override
  public void onWithdrawn(Bytes32 id) {
    withdrawn.add(id);
  }

  @Override
  public void onProved(Bytes32 id, Address author) {
    proved.put(id, author);
  }

  /** The posts whose authors were proved later, and these. */
  Map<Bytes32, Address> proved() {
    return proved;
  }

  List<Post> posts() {
    return posts;
  }

  /** The texts of the posts, in the order in which they came. */
  List<String> texts() {
    return posts.stream().map(post -> Town.text(post.payload())).toList();
  }

  List<Bytes32> withdrawn() {
    return withdrawn;
  }
}
