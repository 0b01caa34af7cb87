using Tsumugi.Ui.Components;

namespace Tsumugi.Tests.Ui;

public sealed class PageNumbersTests
{
    [Theory]
    [InlineData(1, 1, "1")]
    [InlineData(1, 3, "1 2 3")]
    [InlineData(1, 25, "1 2 … 25")]
    [InlineData(5, 25, "1 … 4 5 6 … 25")]
    [InlineData(4, 25, "1 2 3 4 5 … 25")]
    [InlineData(25, 25, "1 … 24 25")]
    public void The_ends_and_the_neighbours_are_shown(int current, int count, string shown) =>
        Assert.Equal(shown, string.Join(' ', PageNumbers.Shown(current, count).Select(page => page is { } number ? $"{number}" : "…")));
}
