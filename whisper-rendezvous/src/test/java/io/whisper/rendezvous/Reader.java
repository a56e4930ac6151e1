package io.whisper.rendezvous;

import io.whisper.core.bytes.Bytes32;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener of a topic that notes what it was given. */
final class Reader implements PostListener {
  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private final List<Bytes32> withdrawn = new CopyOnWriteArrayList<>();

  @Override
  public void onPost(Post post) {
    posts.add(post);
  }

  @Override
  public void onWithdrawn(Bytes32 id) {
    withdrawn.add(id);
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
