package io.stratalens.workers.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.udfs.error.StratalensException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteSelectionTest {
  @Test
  void sitesComeInTheOrderOfTheLayerWhateverTheOrderOfTheSpec() {
    assertThat(SiteSelection.parse("resid_post, ln2_out,resid_pre").sites())
        .containsExactly(Site.RESID_PRE, Site.LN2_OUT, Site.RESID_POST);
  }

  @Test
  void aSiteNamedTwiceIsChosenOnce() {
    assertThat(SiteSelection.parse("mlp_out,attn_out,mlp_out"))
        .isEqualTo(new SiteSelection(List.of(Site.ATTN_OUT, Site.MLP_OUT)));
  }

  @Test
  void allChoosesEverySite() {
    assertThat(SiteSelection.parse("all").sites()).containsExactly(Site.values());
    assertThat(SiteSelection.parse("resid_pre,all").sites()).containsExactly(Site.values());
  }

  @Test
  void theTextOfASelectionReadsBackAsTheSame() {
    SiteSelection selection = SiteSelection.parse("resid_post,ln1_out");
    assertThat(SiteSelection.parse(selection.toString())).isEqualTo(selection);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", "resid_post,", "resid", "RESID_POST", "hook_resid_post"})
  void anUnknownOrEmptyNameIsRefusedWithTheKnownOnes(String spec) {
    assertThatThrownBy(() -> SiteSelection.parse(spec))
        .isInstanceOf(StratalensException.class)
        .hasMessageStartingWith("Cannot use the sites because ")
        .hasMessageContainingAll("'" + spec + "'", SiteSelection.HELP);
  }

  @Test
  void aSelectionOfNothingIsRefused() {
    assertThatThrownBy(() -> new SiteSelection(List.of())).isInstanceOf(StratalensException.class);
  }
}
