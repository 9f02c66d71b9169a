"""Official reports and letters as Word documents, laid out as Decree 30/2020/NĐ-CP asks, from templates people edit."""
